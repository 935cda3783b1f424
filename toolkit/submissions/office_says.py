"""What the office said that decides how files are read: whose one is, and what marks in the place of options mean."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from toolkit.folder.work_folder import workbook_identity
from toolkit.submissions.explanations import in_the_office_s_words, permitted_marks
from toolkit.submissions.file_record import reading_basis

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from toolkit.folder.roster import Unit
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Form
    from toolkit.form.submission import Identity
    from toolkit.ledger.ledger import Ledger


@dataclass(frozen=True)
class OfficeSays:
    """*adopted* is whose files are, by their hash; *marks* what a unit's marks mean: by its code, by what is answered.

    *elsewhere* is in which other period's work bytes were received, by their hash: they are not read here.
    """

    adopted: Mapping[str, Identity] = field(default_factory=dict)
    marks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, ledger: Ledger, folder: WorkFolder | None, roster: Iterable[Unit]) -> OfficeSays:
        """Return what *ledger* holds of it; without a work folder nothing."""
        if folder is None:
            return cls()
        known = {u.code: u for u in roster}
        ours = (a for a in ledger.adoptions() if a.unit in known)
        whose = {a.sha256: workbook_identity(folder, known[a.unit]) for a in ours}
        marks: dict[str, dict[str, str]] = {}
        for p in ledger.permissions():
            if not p.ended and (names := permitted_marks(p)):
                marks.setdefault(p.unit, {}).update(dict.fromkeys(names, in_the_office_s_words(p)))
        return cls(whose, marks)

    def passing_over(self, elsewhere: Mapping[str, str]) -> OfficeSays:
        """Return the same, where what other periods' work received is passed over, unless it was adopted here."""
        return replace(self, elsewhere={sha: p for sha, p in elsewhere.items() if sha not in self.adopted})

    def basis(self, form: Form, sha256: str, unit: str) -> str:
        """Return the basis on which the file *sha256* of *unit* is read now."""
        return reading_basis(form, self.adopted.get(sha256), self.marks.get(unit))
