"""Which command gives what with ``--json``, and its JSON Schema."""

from __future__ import annotations

import json
from typing import Any

from toolkit.campaign.history import HistoryEntry
from toolkit.folder.roster import Unit
from toolkit.returns.return_copies import ReturnResult
from toolkit.schemas import adoption_shapes, form_shapes, output_shapes, report_shapes, upkeep_shapes
from toolkit.schemas.json_schema import schema_of

OUTPUTS: dict[str, Any] = {
    "adopt": adoption_shapes.AdoptOutput | adoption_shapes.AdoptAllOutput | adoption_shapes.AdoptByListOutput,
    "appraise": output_shapes.AppraiseOutput,
    "backup": upkeep_shapes.BackupOutput,
    "check": output_shapes.CheckedWorkbooksOutput
    | report_shapes.CheckedReportsOutput
    | report_shapes.CheckedFolderOutput,
    "clock": upkeep_shapes.ClockOutput,
    "collect": output_shapes.CollectOutput,
    "distribute": output_shapes.DistributeOutput,
    "doctor": list[upkeep_shapes.AilmentOutput],
    "exclude": output_shapes.ExcludeOutput,
    "form adopt": form_shapes.AdoptedBlankOutput,
    "form check": form_shapes.FormCheckOutput,
    "form export": form_shapes.ExportedFormOutput,
    "form new": form_shapes.NewFormOutput,
    "form show": form_shapes.ShownFormOutput,
    "forms": form_shapes.FormsOutput | form_shapes.FormExchangeOutput,
    "history": list[HistoryEntry],
    "init": output_shapes.InitOutput,
    "merge": output_shapes.MergeOutput,
    "migrate": list[form_shapes.MigrationOutput],
    "next": output_shapes.NextOutput,
    "permit": output_shapes.PermitOutput | output_shapes.PermitUndoneOutput,
    "publish": report_shapes.PublishOutput,
    "published": report_shapes.PublishedOutput | report_shapes.PublishedExportOutput,
    "receipt": list[output_shapes.ReceiptOutput],
    "reply": upkeep_shapes.ReplyOutput,
    "report": report_shapes.ReportOutput | report_shapes.PublishCheckOutput,
    "restore": upkeep_shapes.RestoreOutput,
    "return": list[ReturnResult],
    "roster": list[Unit],
    "roster add": output_shapes.NamedUnitOutput,
    "roster excuse": form_shapes.ExcusedUnitOutput,
    "roster rename": form_shapes.RenamedUnitOutput,
    "rules": list[form_shapes.RuleOutput],
    "sign": output_shapes.SignOutput,
    "status": output_shapes.StatusOutput,
    "unsign": output_shapes.UnsignOutput,
    "verify": output_shapes.VerifiedLedgerOutput | output_shapes.VerifiedReportOutput,
}
"""By the words of the command. Where it is called in several ways, what it gives is one of several."""


def output_schema(command: str) -> dict[str, Any]:
    """Return the JSON Schema of what ``toolkit`` *command* ``--json`` gives; KeyError for a command without one."""
    return schema_of(OUTPUTS[command], f"toolkit {command} --json")


def schema_file_name(command: str) -> str:
    """Return the name of a command's schema among the documents."""
    return f"{command.replace(' ', '-')}.json"


def schema_as_text(command: str) -> str:
    """Return a command's schema as it is kept among the documents."""
    return json.dumps(output_schema(command), ensure_ascii=False, indent=1) + "\n"
