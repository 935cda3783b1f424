"""B4, B5, E11, I10: money and decisions. What is said of fees, and numbers that look like the source of a wrong one in 表二."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.form.model import Cell
from toolkit.form.words import format_number as shown
from toolkit.xxgk.remark import make_remark, quote_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolkit.form.finding import Finding
    from toolkit.form.model import Form
    from toolkit.xxgk.claims.hold import ClaimedSentence
    from toolkit.xxgk.claims.sentence import NumberedSentence
    from toolkit.xxgk.outline import ReportOutline

OF_FEES = Cell("处理费", "收费金额", "数量")
"""What the report's workbook says was taken in fees for handling information, in yuan."""
_OF_TARIFF = re.compile("标准|每[件页]|/[件页]|通知|起收|不收取|规定|办法")
_NOTHING_TAKEN = re.compile(
    r"(?:未|没有|不曾|无|零)[^，。；]{0,16}(?:收取|收费|处理费)|处理费[^，。；\d]{0,8}(?:未|没有|无)(?:收取|发生|产生)"
)
_SOMETHING_TAKEN = re.compile(r"(?<![未没无])(?<!没有)(?<!不曾)收取了?[^，。；]{0,12}处理费(?=[，。；]|$)")


def fees_against_workbook(some: Sequence[ClaimedSentence], given: Mapping[Cell, float]) -> Iterator[Finding]:
    """E11: yield where the prose says another sum was taken for handling information than the workbook it is written from."""
    taken = given.get(OF_FEES)
    if taken is None:
        return
    for said in some:
        if _speaks_against_fee(said.sentence, taken):
            at = quote_sentence(said.sentence.text)
            yield make_remark("fee_differs", said.passage.place, at, expected=shown(taken))


def _speaks_against_fee(sentence: NumberedSentence, taken: float) -> bool:
    """Tell whether a sentence says that something was taken, nothing, or another sum than *taken* yuan."""
    text = sentence.text
    if "处理费" not in text or _OF_TARIFF.search(text):
        return False
    sums = [
        n.value * (10_000 if n.unit == "万元" else 1)
        for n in sentence.numbers
        if n.unit in {"元", "万元"} and "处理费" in text[: n.start]
    ]
    if sums:
        return taken not in sums
    return bool(_NOTHING_TAKEN.search(text)) if taken else bool(_SOMETHING_TAKEN.search(text))


def table_two_findings(
    form: Form, some: Sequence[ClaimedSentence], figures: Mapping[Cell, float], *, town: bool
) -> Iterator[Finding]:
    """B4, B5: yield where a number of the prose looks like the source of a wrong one in 表二.

    Only a *town*'s postings are held against its decisions: a bureau posts every one of its thousands.
    """
    fee = next((v for c, v in figures.items() if c.table == "表二收费"), 0.0)
    for said in some:
        for n in said.sentence.numbers:
            before = said.sentence.text[: n.start]
            if (
                fee
                and n.unit == "元"
                and n.value == fee
                and re.search(r"收费|费", before)
                and "信息处理费" not in before
            ):
                yield make_remark("fee_in_yuan", said.passage.place, shown(fee))
            kind = re.search(r"(许可|处罚|强制)[^，。；\d]{0,10}$", before)
            if town and kind and n.unit == "条" and n.value:
                table = "表二许可" if kind[1] == "许可" else "表二处罚"
                cell = Cell(table, kind[1], "数量")
                if figures.get(cell) == n.value:
                    at = quote_sentence(said.sentence.text, n.start, n.end)
                    yield make_remark(
                        "posts_counted",
                        said.passage.place,
                        at,
                        label=form.label(cell),
                        expected=shown(n.value),
                    )


def fee_findings(
    some: Sequence[ClaimedSentence],
    outline: ReportOutline,
    figures: Mapping[Cell, float],
    *,
    asked: bool = True,
) -> Iterator[Finding]:
    """E11, I10: yield what is wrong with what is said of the fee for handling information; *asked*: it must be spoken of."""
    last = outline.sections.get(5)
    if last is None:
        return
    told = [
        s
        for s in some
        if re.search(
            r"信息(?:公开)?处理费|信息公开(?:收|费)|收取.{0,10}费|费用|收费(?!标准|清单|项目|公示|目录|政策|站|票)",
            s.sentence.text,
        )
    ]
    if not told and asked:
        yield make_remark("fee_unsaid", last.name)
    unpaid = next((v for c, v in figures.items() if c == Cell("表三", "r6_2", "总计")), 0.0)
    for said in told:
        text = said.sentence.text
        for n in said.sentence.numbers:
            yuan = n.value * 10_000 if n.unit == "万元" else n.value
            if n.unit in {"元", "万元"} and (n.unit == "万元" or yuan % 10) and "处理费" in text[: n.start]:
                yield make_remark(
                    "fee_tariff",
                    said.passage.place,
                    quote_sentence(text, n.start, n.end),
                    stated=shown(n.value),
                )
        if unpaid and re.search(
            r"(?:未(?!按)|没有|无(?!正当))(?:发生|发出|产生|下达)?[^，。；]{0,6}收费通知", text
        ):
            yield make_remark("fee_denied", said.passage.place, quote_sentence(text), expected=shown(unpaid))
