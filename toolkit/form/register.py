"""A list of a form (登记簿) and its columns, as values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from toolkit.form.given.given_blank import NO_ROWS_OF_BLANK, RowsOfBlank
from toolkit.form.trait import RETURN_MARK, later_field


@dataclass(frozen=True)
class Field:
    """A column of a list; *private* never leaves the unit's own workbook and the ledger.

    *together* names a column without which this one says nothing: who fills in that one must fill in this.
    *marks* is as a Trait's.
    """

    id: str
    label: str
    type: str
    unit: str = ""
    places: int = 0
    options: str = ""
    required: bool = False
    private: bool = False
    together: str = ""
    help: str = ""
    width: float | None = None
    marks: str = field(default=RETURN_MARK, repr=False)
    percent: bool = later_field(False)
    negative: bool = later_field(False)
    place: str = later_field("")


@dataclass(frozen=True)
class Register:
    """A list (登记簿): a table whose rows are not named. *key* columns tell two rows apart.

    *carry* says of a row of last year whether it goes on: then this year's blank workbook has it already.
    *optional* names the kinds whose workbooks only bring it along: they may leave it empty without saying that
    there is nothing to list, and rules over its rows are judged where these were written.
    *alike* are columns that together tell what a row is about, as a receipt's number does: the same in two rows is asked.
    *total* are columns added up in a row above all others; on an office's blank its rows are *rows_at*.
    """

    id: str
    title: str
    sheet: str
    kinds: tuple[str, ...]
    fields: tuple[Field, ...]
    up: str
    key: tuple[str, ...] = ()
    help: str = ""
    carry: str = ""
    optional: tuple[str, ...] = ()
    # nothing of the workbook depends on it
    alike: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
    total: tuple[str, ...] = later_field(())
    rows_at: RowsOfBlank = later_field(NO_ROWS_OF_BLANK)  # noqa: RUF009 - a tuple, never changed

    @cached_property
    def public(self) -> Register:
        """Return the list without its private columns; what tells rows apart by one of them tells nothing here."""
        fields = tuple(f for f in self.fields if not f.private)
        known = {f.id for f in fields}
        alike = tuple(group for group in self.alike if known.issuperset(group))
        key = self.key if known.issuperset(self.key) else ()
        total = tuple(n for n in self.total if n in known)
        return replace(self, fields=fields, key=key, alike=alike, total=total)

    @cached_property
    def anchor(self) -> Field:
        """Return the first required column: a row counts when it is filled in."""
        return next(f for f in self.fields if f.required)

    def field(self, name: str) -> Field:
        """Return the column *name*."""
        return next(f for f in self.fields if f.id == name)
