"""What can be wrong with a file of somebody's: values now, words last."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, NamedTuple

from toolkit.form.finding_codes import ERROR, HINT, WARNING, WORKBOOK_CODES, FindingCode
from toolkit.form.layout import CellPlace
from toolkit.form.rule import OFF
from toolkit.text.character_folding import fold_label
from toolkit.text.plain_values import OneOf, told_as
from toolkit.text.stored_values import JSON

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "CODES",
    "ERROR",
    "HINT",
    "SEVERITY",
    "WARNING",
    "Finding",
    "FindingCode",
    "Severity",
    "make_finding",
    "sort_findings",
]

SEVERITY = {ERROR: "错误", WARNING: "提示", HINT: "参考", OFF: "停用"}
Severity = Annotated[str, OneOf(*SEVERITY)]

CODES: dict[str, FindingCode] = dict(WORKBOOK_CODES)
"""Every kind of finding there is: a module with a table of its own adds it when it is loaded."""

ASKED = "{message}（是否应为 {likely}？）", "是的，请改填 {likely}；不是的，填写正确的内容"
"""What is said, and what to do, where what was meant can be asked."""

WHERE_TO_SAY = "（说明写在“校验”表这一条的“说明”栏）"
"""Where a unit answers a warning of a rule."""
SAY_IN_COPY = "（说明写在退回件第一张表这一条的“说明”栏）"
"""Where it answers what no rule asks."""

SAID_ALIKE = "（两处写的一样）"
LOOK_ALIKE = "（看上去一样，里面用的字符不同）"
"""What is added where a finding sets two texts against each other that look the same."""
SHOWN_CELLS = 12
"""How many cells a finding about many names."""


@told_as("code rule severity sheet cell label value expected read likely message remedy digest explanation")
class Finding(NamedTuple):
    """One thing to mend or to know. *cell* is the address people see; *args* fill the code's template.

    *at* are the cells it points at, however few of them are shown; *among* are others the fault may lie in. *about* is
    what an answer speaks to, where that is not the kind of finding and its place. *by_office* says whose *explanation* is.

    *digest* stands for what a finding is evidence of, such as a rule and the figures that break it: what was explained
    or allowed once holds only for that. A warning that has one is asked, and open until somebody answers.
    """

    code: str
    severity: Severity
    rule: str = ""
    sheet: str = ""
    cell: str = ""
    label: str = ""
    value: str = ""
    digest: str = ""
    explanation: str = ""
    args: tuple[tuple[str, str], ...] = ()
    at: tuple[CellPlace, ...] = ()
    among: tuple[CellPlace, ...] = ()
    about: tuple[str, ...] = ()
    by_office: bool = False

    def arg(self, name: str) -> str:
        """Return what *args* say of *name*; "" where they say nothing."""
        return dict(self.args).get(name, "")

    @property
    def message(self) -> str:
        """Say what is wrong."""
        template = CODES[self.code].message
        said = template.format(**self._fields_and_args()) + self._apart(template) + self._again
        return ASKED[0].format(message=said, likely=self.likely) if self._is_one_cell_asked else said

    def _apart(self, template: str) -> str:
        """Say so where two texts are set against each other that a person cannot tell apart."""
        expected = self.expected
        if not expected or "{value}" not in template or "{expected}" not in template:
            return ""
        if fold_label(self.value) != fold_label(expected):
            return ""
        return SAID_ALIKE if self.value == expected else LOOK_ALIKE

    @property
    def elsewhere(self) -> tuple[tuple[str, str], ...]:
        """Return where else the same stands: each place with the words there."""
        said = self.arg("elsewhere")
        return tuple((place, words) for place, _, words in (x.partition("\t") for x in said.splitlines()))

    @property
    def proposed(self) -> str:
        """Return how the words it is about would read, where that is one thing."""
        return self.arg("proposed")

    @property
    def figures(self) -> tuple[str, ...]:
        """Return the names of the figures of a published document it is about."""
        return tuple(self.arg("figures").splitlines())

    @property
    def _again(self) -> str:
        told = "、".join(f"{place}“{words}”" for place, words in self.elsewhere)
        return f"；同样的还有 {len(self.elsewhere)} 处：{told}" if told else ""

    @property
    def line(self) -> str:
        """Say where something is, and what is wrong."""
        return f"{self.place}：{self.message}" if self.place else self.message

    @property
    def sentence(self) -> str:
        """Say where something is, what is wrong, and what to do."""
        return f"{self.line}。{self.remedy}"

    @property
    def todo(self) -> str:
        """Say what to do, wherever it is read."""
        if self._is_one_cell_asked:
            return ASKED[1].format(likely=self.likely)
        return CODES[self.code].remedy.format(**self._fields_and_args())

    @property
    def remedy(self) -> str:
        """Say what to do, and where a warning is answered: in the workbook that of a rule, any other in the return copy."""
        if self.likely or self.severity != WARNING or not self.digest:
            return self.todo
        if self.rule:
            return self.todo + (WHERE_TO_SAY if self.cell else "")
        return self.todo + SAY_IN_COPY

    @property
    def likely(self) -> str:
        """Return what was probably meant by what could not be read; nothing where that is anyone's guess."""
        return self.arg("likely")

    @property
    def _is_one_cell_asked(self) -> bool:
        """Tell whether the question is put behind what is said; a question about a whole column words itself."""
        return bool(self.likely) and "{asked}" not in CODES[self.code].message

    @property
    def expected(self) -> str:
        """Return what should stand in the place of the value, where that is one thing."""
        return self.arg("expected")

    @property
    def read(self) -> str:
        """Return what the value was read as, where that is not what stands in the cell."""
        return self.arg("read")

    @property
    def numbered(self) -> str:
        """Name the rule so that nobody takes its number for a cell's address; "" where there is none."""
        return f"规则 {self.rule}" if self.rule else ""

    @property
    def instances(self) -> tuple[str, ...]:
        """Return what a written answer speaks to: instances of rules, or the kind of finding and where it is."""
        if not self.digest or self.about:
            return self.about if self.digest else ()
        where = f"{self.sheet}{self.cell}".replace("、", " ")
        return (".".join(filter(None, (self.code, where))),)

    @property
    def handle(self) -> str:
        """Return what the office calls this by when it answers: the rule's number, or that of the kind of finding."""
        return self.rule or (CODES[self.code].number or self.code if self.digest else "")

    @property
    def place(self) -> str:
        """Say where: sheet and cell, then the form's own words for it."""
        at = " ".join(filter(None, (self.sheet, self.cell)))
        return f"{at}（{self.label}）" if at and self.label else at or self.label

    def _fields_and_args(self) -> dict[str, str]:
        return {**self._asdict(), **dict(self.args)}

    @property
    def to_explain(self) -> bool:
        """Tell whether this is a warning that waits for an answer."""
        return bool(self.severity == WARNING and self.digest and not self.explanation)


def make_finding(
    code: str,
    at: Sequence[CellPlace] = (),
    among: Sequence[CellPlace] = (),
    /,
    *,
    severity: str = "",
    **said: str,
) -> Finding:
    """Make a finding of *code* about the cells *at*; words other than Finding's own fields become its args."""
    if at:
        said = {"sheet": at[0].sheet, "cell": list_addresses(at), **said}
    own = {k: v for k, v in said.items() if k in Finding._fields}
    args = tuple(sorted((k, v) for k, v in said.items() if k not in Finding._fields))
    made = Finding(code, severity or CODES[code].severity, args=args, at=tuple(at), among=tuple(among))
    return made._replace(**own)  # type: ignore[arg-type] # they are texts, each


def digest_of_evidence(evidence: object) -> str:
    """Return what an answer is bound to: where the evidence is another, it is another question."""
    return digest_of_text(JSON.encode(evidence))


def digest_of_text(text: str) -> str:
    """Return the same of evidence that is JSON *text* already."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def list_addresses(places: Sequence[CellPlace]) -> str:
    """Return the addresses of *places*, the first of many."""
    more = f" 等 {len(places)} 格" if len(places) > SHOWN_CELLS else ""
    return "、".join(p.a1 for p in places[:SHOWN_CELLS]) + more


def sort_findings(findings: list[Finding]) -> list[Finding]:
    """Sort errors before warnings before hints, keeping the reading order within each."""
    rank = {ERROR: 0, WARNING: 1, HINT: 2}
    return sorted(findings, key=lambda f: rank[f.severity])
