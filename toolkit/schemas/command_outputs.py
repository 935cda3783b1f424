"""Which command gives what with ``--json``, and its JSON Schema."""

from __future__ import annotations

import json
from typing import Any

from toolkit.campaign.history import HistoryEntry
from toolkit.campaign.receipts import WrittenReceipt
from toolkit.campaign.status import StatusResult
from toolkit.clock.office_clocks import OfficeClocks
from toolkit.distributing.migrate import MigrationResult
from toolkit.folder.form_listing import FormExchange
from toolkit.folder.roster import Unit
from toolkit.publishing.next_period import OpenedPeriod
from toolkit.publishing.publish import PublishResult
from toolkit.returns.return_copies import ReturnResult
from toolkit.schemas import output_shapes
from toolkit.schemas.json_schema import schema_of
from toolkit.submissions.results import CollectResult
from toolkit.verifying.ailments import Ailment
from toolkit.verifying.report_against_files import ReportVerification
from toolkit.verifying.restore import RestoredFolder
from toolkit.verifying.verify import VerificationResult

OUTPUTS: dict[str, Any] = {
    "adopt": output_shapes.AdoptOutput | output_shapes.AdoptAllOutput | output_shapes.AdoptByListOutput,
    "appraise": output_shapes.AppraiseOutput,
    "backup": output_shapes.BackupOutput,
    "check": output_shapes.CheckedWorkbooksOutput
    | output_shapes.CheckedReportsOutput
    | output_shapes.CheckedFolderOutput,
    "clock": OfficeClocks,
    "collect": CollectResult,
    "distribute": output_shapes.DistributeOutput,
    "doctor": list[Ailment],
    "exclude": output_shapes.ExcludeOutput,
    "form adopt": output_shapes.AdoptedBlankOutput,
    "form check": output_shapes.FormCheckOutput,
    "form export": output_shapes.ExportedFormOutput,
    "form new": output_shapes.NewFormOutput,
    "form show": output_shapes.ShownFormOutput,
    "forms": output_shapes.FormsOutput | FormExchange,
    "history": list[HistoryEntry],
    "init": output_shapes.InitOutput,
    "merge": output_shapes.MergeOutput,
    "migrate": list[MigrationResult],
    "next": OpenedPeriod,
    "permit": output_shapes.PermitOutput | output_shapes.PermitUndoneOutput,
    "publish": PublishResult,
    "published": output_shapes.PublishedOutput | output_shapes.PublishedExportOutput,
    "receipt": list[WrittenReceipt],
    "reply": output_shapes.ReplyOutput,
    "report": output_shapes.ReportOutput | output_shapes.PublishCheckOutput,
    "restore": RestoredFolder,
    "return": list[ReturnResult],
    "roster": list[Unit],
    "roster add": output_shapes.NamedUnitOutput,
    "roster excuse": output_shapes.ExcusedUnitOutput,
    "roster rename": output_shapes.RenamedUnitOutput,
    "rules": list[output_shapes.RuleOutput],
    "sign": output_shapes.SignOutput,
    "status": StatusResult,
    "unsign": output_shapes.UnsignOutput,
    "verify": VerificationResult | ReportVerification,
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
