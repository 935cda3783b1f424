"""Where a figure of the report comes from: what each unit brought to it, as the last merge took it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.figures.rollup import roll_up_submissions
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.ledger.ledger import Ledger
from toolkit.merging.merge import report_identity
from toolkit.submissions.current_files import current_file_states, list_unit_states, load_counted_submissions

if TYPE_CHECKING:
    from toolkit.figures.rollup import MergedReport
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.layout import CellPlace
    from toolkit.form.model import Cell


class ReportFigures(NamedTuple):
    """The figures of a report with the parts they come from, and where each stands in the workbook."""

    merged: MergedReport
    places: dict[Cell, CellPlace]

    def cell_called(self, name: str) -> Cell | None:
        """Return the figure of this name."""
        return next((c for c in self.places if c.name == name), None)


def trace_report_figures(folder: WorkFolder, now: str) -> ReportFigures:
    """Roll up what counts now, to show of every figure what it comes from; nothing is written."""
    with Ledger.open(folder.ledger) as ledger:
        roster, stands = folder.roster(), current_file_states(ledger)
        states = list_unit_states(folder, roster, stands, now, ledger.decisions())
        sent = load_counted_submissions(ledger, states)
    who = report_identity(folder)
    merged = roll_up_submissions(folder.form, who, sent, folder.office.period)
    layout = lay_out_workbook(folder.form, REPORT)
    return ReportFigures(merged, {c: layout.at[c] for c in folder.form.cells_of(REPORT) if c in layout.at})
