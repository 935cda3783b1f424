"""The pages of a report workbook that are for people: who is in, what was explained, last year beside this, the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.excel.contentsheet import Front
from toolkit.excel.pages import Chart, Formula, Link, Page
from toolkit.flow.custody import COUNTED, MANIFEST
from toolkit.flow.publication import Source, compose
from toolkit.form.document import ASPECT, HEADING, Grid
from toolkit.form.finding import WARNING, Finding
from toolkit.form.layout import ADJUSTED, COMPARED, DRAFT, EXPLAINED, STATES, UNITS, place
from toolkit.form.model import REPORT
from toolkit.form.roster import STATES as STATE_WORDS
from toolkit.form.submission import OUTCOMES
from toolkit.form.words import brief

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolkit.flow.collected import UnitState
    from toolkit.flow.standing import Standing
    from toolkit.flow.workfolder import WorkFolder
    from toolkit.form.model import Cell, Form
    from toolkit.form.submission import Submission
    from toolkit.ledger.ledger import Ledger

ANCHOR = 16
"""How much of the event log's hash is enough to type."""
OWN, WHOLE = "本机关", "全域（本级和下级汇总）"
"""How far a report's figures reach: a township's are its own; above, all of the offices below."""
JUMP = 3
"""How many times last year's number is marked as a jump."""
LATELY_NONE = "上年没有"
FELL_TO_NONE = "本年没有"
CHARTED = {"表三": "政府信息公开申请：上年与本年（件）", "渠道": "信息发布：上年与本年（条）"}
"""The tables whose figures are drawn, with the drawing's title."""
COMPARE_HEADS = ("表", "指标", "上年", "本年", "增减", "增减（%）", "提示")
LAST_YEAR, THIS_YEAR = 2, 3


def scope(form: Form, level: str) -> str:
    """Return how far the figures of a report at *level* reach."""
    return OWN if level == form.levels[0].id else WHOLE


def explained(folder: WorkFolder, states: tuple[UnitState, ...], findings: tuple[Finding, ...]) -> Page:
    """The annex: every warning that was answered, of the units counted and of this report, and those that were not."""
    told = [(u.unit.name, f) for u in states if u.counted for f in u.findings]
    told += [(f"{folder.office.name}（本报告）", f) for f in findings]
    rows = [
        (
            name,
            f.rule,
            f.place,
            f.message,
            f.explanation or "（未说明）",
            "已说明" if f.explanation else "未说明",
        )
        for name, f in told
        if f.severity == WARNING and f.rule
    ]
    done = sum(row[-1] == "已说明" for row in rows)
    note = f"提示 {len(rows)} 处，已说明 {done} 处。说明只对当时的数有效，数变了要重写。"
    heads = ("单位", "规则", "在哪里", "提示", "说明", "情况")
    tones = (("未说明", "warn"), ("已说明", "good"))
    return Page(EXPLAINED, "各项提示的说明", heads, (26, 8, 34, 56, 46, 10), rows, (note,), tones)


def reported(ledger: Ledger, states: tuple[UnitState, ...], stands: dict[str, Standing]) -> Page:
    """Who is in and who is not; with the fingerprints of the files it is the manifest of what was merged."""
    digests, head, rows = ledger.digests(), ledger.head(), []
    for u in states:
        sha = stands[u.unit.code].sha256 if u.unit.code in stands else ""
        came = ledger.sightings(sha)[0].at[:10] if sha else ""
        counted = COUNTED if u.counted else "未计入"
        outcome = OUTCOMES.get(u.outcome, "")
        of = (u.unit.code, u.unit.name, u.unit.kind, STATE_WORDS[u.state], outcome, counted)
        rows.append((*of, u.signed, u.path, sha, digests.get(sha, ""), came))
    left = [u.unit.name for u in states if u.state in ("missing", "overdue", "returned")]
    note = f"未计入：{'、'.join(left)}。" if left else "应报单位全部计入。"
    anchor = f"台账流水号：{head}（以后用 toolkit verify {head[:ANCHOR]} 核对，可知此前的记录有没有被改动）。"
    tones = (("未计入", "bad"), (COUNTED, "good"))
    return Page(
        STATES,
        "各单位报送情况",
        MANIFEST,
        (15, 28, 12, 12, 16, 10, 26, 46, 22, 22, 12),
        rows,
        (note, anchor),
        tones,
    )


class Open(NamedTuple):
    """What the front of a report says is still open."""

    adjusted: int
    findings: tuple[Finding, ...]


def front(folder: WorkFolder, states: tuple[UnitState, ...], left: Open) -> Front:
    """Say how far the report reaches, who is in and who is not and why, and what somebody must still look at."""
    asked = [u for u in states if not u.unit.excused]
    missing = [u for u in asked if not u.counted]
    excused = [u for u in states if u.unit.excused]
    said = [
        ("机关和年度", f"{folder.office.name}，{folder.office.year} 年度", ""),
        ("数据范围", scope(folder.form, folder.office.level), UNITS),
        ("单位", f"应报 {len(asked)} 个，计入 {len(asked) - len(missing)} 个", STATES),
    ]
    if missing:
        why = "；".join(f"{u.unit.name}（{_why(u)}）" for u in missing)
        said.append(("没有计入", why, STATES))
    if excused:
        said.append(("免报", "；".join(f"{u.unit.name}（{u.unit.excused}）" for u in excused), STATES))
    if left.adjusted:
        said.append(("人工调整", f"{left.adjusted} 个数不是各单位合计，理由和经办人见表", ADJUSTED))
    waiting = sum(u.to_explain for u in states if u.counted) + sum(f.to_explain for f in left.findings)
    wrong = sum(f.severity == "error" for f in left.findings)
    said.append(("提示", f"还有 {waiting} 处没有说明" if waiting else "都已说明，或没有", EXPLAINED))
    if wrong:
        said.append(("不符", f"本报告有 {wrong} 处勾稽关系不成立", "校验"))
    return Front(tuple(said))


def _why(unit: UnitState) -> str:
    return STATE_WORDS[unit.state] if unit.state != "received" else OUTCOMES.get(unit.outcome, "")


def compared(form: Form, now: Mapping[Cell, object], before: Mapping[Cell, float]) -> Page:
    """Set every number of the report beside last year's; live, with charts; without last year it says so."""
    layout = place(form, REPORT)
    rows: list[tuple[object, ...]] = []
    spans: dict[str, list[int]] = {}
    for cell in form.cells_of(REPORT):
        if form.figure(cell).type not in {"count", "number"} or _inner(form, cell):
            continue
        value, was = now.get(cell), before.get(cell)
        if not isinstance(value, float) or (not value and not was):
            continue
        at, row = layout.at[cell], len(rows) + FIRST_ROW
        spans.setdefault(cell.table, []).append(len(rows))
        rows.append(
            (
                Link(f"{at.sheet}!{at.a1}", at.sheet),
                _named(form, cell),
                was,
                Formula(f"='{at.sheet}'!{at.a1}", value),
                Formula(
                    f'=IF(ISNUMBER(C{row}),D{row}-C{row},"")', "" if was is None else round(value - was, 6)
                ),
                Formula(
                    f'=IF(AND(ISNUMBER(C{row}),N(C{row})<>0),ROUND((D{row}-C{row})/C{row}*100,1),"")',
                    round((value - was) / was * 100, 1) if was else "",
                ),
                Formula(
                    f'=IF(NOT(ISNUMBER(C{row})),"",IF(AND(C{row}=0,D{row}>0),"{LATELY_NONE}",'
                    f'IF(AND(C{row}>0,D{row}=0),"{FELL_TO_NONE}",IF(D{row}>{JUMP}*C{row},"超过 {JUMP} 倍",""))))',
                    _jump(was, value),
                    "cell",
                ),
            )
        )
    note = "上年数取自上年的报告，只用来比较。骤增骤减的，核对是否填错；确实变化的，正文应当说明。"
    if not before:
        note = "没有上年的报告，只列本年的数。有的，用 toolkit merge --last 文件，或放进工作目录命名为 上年报告.xlsx。"
    charts = tuple(
        Chart(title, spans[table][0], spans[table][-1], 1, (LAST_YEAR, THIS_YEAR) if before else (THIS_YEAR,))
        for table, title in CHARTED.items()
        if table in spans
    )
    tones = ((LATELY_NONE, "warn"), (FELL_TO_NONE, "warn"), (f"超过 {JUMP} 倍", "warn"))
    widths = (12.0, 44.0, 12.0, 12.0, 12.0, 11.0, 12.0)
    return Page(COMPARED, "与上年对比", COMPARE_HEADS, widths, rows, (note,), tones, charts=charts)


FIRST_ROW = 4
"""The first row of a page with one note, as people count."""


def _named(form: Form, cell: Cell) -> str:
    """Return a figure's label, with its table's title where several tables have a row of that name."""
    label = brief(form.label(cell).removesuffix("·总计"))
    title = form.table(cell.table).title
    return f"{title}：{label}" if title and not cell.table.startswith("表") else label


def _inner(form: Form, cell: Cell) -> bool:
    """Tell a figure that stands within a row whose total is compared."""
    return cell.table == "表三" and cell.column != form.table("表三").columns[-1].id


def _jump(was: float | None, value: float) -> str:
    if was is None:
        return ""
    if not was and value:
        return LATELY_NONE
    if was and not value:
        return FELL_TO_NONE
    return f"超过 {JUMP} 倍" if value > JUMP * was else ""


def draft(folder: WorkFolder, report: Submission, states: tuple[UnitState, ...]) -> Page:
    """Show the text the published report would have, part by part."""
    units = tuple({"单位名称": u.unit.name, "类别": u.unit.kind} for u in states)
    document, notes = compose(folder.form, Source(report.who, report.figures, report, units))
    rows = list(_parts(document.blocks))
    note = "toolkit report 就照这些写 Word 文档和网页。文字在“一、总体情况”“五、问题与措施”“六、其他”里改；数由汇总结果来，改不了。"
    return Page(DRAFT, "正文草稿", ("部分", "正文"), (26.0, 100.0), rows, (note, *notes))


def _parts(blocks: tuple[object, ...]) -> Iterator[tuple[str, str]]:
    part, said = "标题和说明", list[str]()
    for block in blocks:
        if isinstance(block, Grid):
            said.append(f"（{block.name}）")
            continue
        role, text = block.role, block.text  # type: ignore[attr-defined]
        if role in {HEADING, ASPECT}:
            if said:
                yield part, "\n".join(said)
            part, said = text, []
        else:
            said.append(text)
    if said:
        yield part, "\n".join(said)
