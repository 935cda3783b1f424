"""The command line: parse, call ``flow``, print, exit code. The only place that prints.

Exit codes: 0 nobody has to act · 1 some unit must act · 2 wrong usage · 3 could not run.
Nothing heavy is imported before a command runs: ``toolkit --help`` must stay quick.
"""

from __future__ import annotations

import contextlib
import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import toolkit.terminal as out
from toolkit.errors import ToolkitError
from toolkit.terminal import Styled

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolkit.flow.collected import Collected
    from toolkit.flow.formcheck import FormCheck
    from toolkit.flow.merge import Report
    from toolkit.flow.migrate import Migrated
    from toolkit.flow.rulebook import Entry
    from toolkit.flow.workfolder import WorkFolder
    from toolkit.form.finding import Finding

OK, ACT, CANNOT = 0, 1, 3
TOLD = 8
"""How many findings of a unit the terminal shows; 收集情况.xlsx has them all."""

app = typer.Typer(
    name="toolkit",
    help="政府信息公开工作年度报告：下发空白工作簿，收回、审核、汇总成年度报告。只按年度填报。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON，供其他程序使用。")]
Work = Annotated[
    Path | None, typer.Option("--work", "-w", help="工作目录；不写时从当前目录往上找。", show_default=False)
]


def main() -> None:
    """Run the command line; turn faults in our means into a sentence and exit code 3."""
    out.speak_chinese()
    try:
        app()
    except ToolkitError as error:
        out.fail(error)
        raise SystemExit(CANNOT) from error


@app.command()
def init(
    directory: Annotated[Path, typer.Argument(help="要新建的工作目录。")],
    name: Annotated[str, typer.Option(help="本机关全称，如 孟津区白鹤镇人民政府。")] = "",
    code: Annotated[str, typer.Option(help="本机关编码（文字，开头的 0 要保留）。")] = "",
    level: Annotated[
        str, typer.Option(help="层级：township 乡镇、district 县区、city 设区的市。")
    ] = "township",
    year: Annotated[int | None, typer.Option(help="报告年度；不写时为上一年。", show_default=False)] = None,
    deadline: Annotated[str, typer.Option(help="统一截止日期，如 2025-01-10。")] = "",
    as_json: Json = False,
) -> None:
    """新建工作目录：设置 toolkit.toml 和名册 名册.xlsx。"""
    from toolkit.flow.workfolder import ROSTER, SETTINGS, init
    from toolkit.form.roster import Office

    period = year or datetime.datetime.now().astimezone().year - 1
    until = deadline or f"{period + 1}-01-15"
    try:
        datetime.date.fromisoformat(until)
    except ValueError as error:
        raise out.wrong("截止日期应写成 2025-01-10 的样子，实为 {}", deadline) from error
    init(directory, Office(code, name, level, "xxgk", period, until))
    if as_json:
        out.as_json({"directory": str(directory), "files": [SETTINGS, ROSTER], "year": period})
        return
    out.say("[bold]已建好工作目录[/] {}（{} 年度，按年度填报）", directory, period)
    if name and code:
        out.say("  1. 打开 {}，核对机关名称、编码、截止日期", SETTINGS)
    else:
        out.say("  1. 打开 {}，填好机关名称和编码", SETTINGS)
    out.say("  2. 打开 {}，一个单位填一行", ROSTER)
    out.say("  3. 进入 {}，运行 toolkit distribute", directory)


@app.command()
def distribute(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="放到哪里；默认工作目录下的“下发”。", show_default=False),
    ] = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """按名册给每个单位生成一份空白工作簿，并记录下发情况。"""
    folder = _folder(work)
    with out.progress("生成工作簿", quiet=as_json) as tell:
        from toolkit.flow.distribute import distribute as run

        handed = run(folder, output, _now(), tell)
    if as_json:
        rows = [{"code": h.unit.code, "name": h.unit.name, "kind": h.unit.kind} for h in handed]
        files = [{"path": str(h.path), "sha256": h.sha256, "carried": h.carried} for h in handed]
        out.as_json({"handed": [r | f for r, f in zip(rows, files, strict=True)]})
        return
    kinds: dict[str, int] = {}
    for h in handed:
        kinds[h.unit.kind] = kinds.get(h.unit.kind, 0) + 1
    counts = "，".join(f"{k} {n}" for k, n in kinds.items())
    out.say("[bold green]已下发 {} 份[/]：{}", len(handed), counts)
    for h in handed:
        if h.carried:
            out.say("  {}：上年没有完的 {} 行已带到今年的登记簿", h.unit.name, h.carried)
    if handed:
        out.say("  在 {}，一个单位一个文件，把它们发给各单位。", handed[0].path.parent)


@app.command()
def collect(
    paths: Annotated[list[Path], typer.Argument(help="报送件所在的目录或文件。")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="收集情况.xlsx 放到哪个目录；默认工作目录或当前目录。", show_default=False
        ),
    ] = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """读取、识别、审核收到的报送件，列出每个单位的状态和要改的地方。不改动任何报送件。"""
    _must_exist(paths)
    folder = _folder_if_any(work)
    with out.progress("读取报送件", quiet=as_json) as tell:
        from toolkit.flow.collect import collect as run
        from toolkit.flow.files import write
        from toolkit.flow.summary import summary
        from toolkit.flow.workfolder import SUMMARY, form_named

        target = _outside(output or (folder.path if folder else Path.cwd()), paths, folder) / SUMMARY
        form = folder.form if folder else form_named("xxgk")
        collected = run(paths, folder, form, _now(), tell)
    write(target, summary(collected, int(collected.year or datetime.datetime.now().astimezone().year - 1)))
    if as_json:
        out.as_json(collected.plain())
    else:
        _show_collected(collected, target)
    raise typer.Exit(ACT if collected.must_act else OK)


@app.command()
def merge(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="年度报告工作簿写到哪个文件。", show_default=False)
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="有单位没有报齐也汇总，报告里会写明缺谁。")
    ] = False,
    last: Annotated[
        Path | None,
        typer.Option(
            "--last",
            help="本机关上一年度的年度报告工作簿；默认工作目录下的 上年报告.xlsx。",
            show_default=False,
        ),
    ] = None,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """把通过审核的报送件汇总成本机关的年度报告工作簿。"""
    folder = _folder(work)
    with out.progress("汇总", quiet=as_json) as tell:
        from toolkit.flow.merge import report

        made = report(folder, output, _now(), tell, partial=partial, last=last)
    if as_json:
        out.as_json(made.plain())
    else:
        _show_report(made)
    errors = any(f.severity == "error" for f in made.findings)
    raise typer.Exit(ACT if made.path is None or made.missing or errors else OK)


@app.command()
def permit(
    unit: Annotated[str, typer.Argument(help="单位编码。")],
    rule: Annotated[str, typer.Argument(help="规则编号，如 I4。")],
    why: Annotated[str, typer.Option("--why", help="理由，会写进台账和报告。", show_default=False)] = "",
    by: Annotated[str, typer.Option("--by", help="谁决定的。", show_default=False)] = "",
    undo: Annotated[bool, typer.Option("--undo", help="收回以前的准予。")] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """准予一个单位的某项错误按现在的数通过，并记录理由；数一变就失效。"""
    folder = _folder(work)
    from toolkit.flow.answers import end
    from toolkit.flow.answers import permit as run

    if undo:
        ended = end(folder, unit, rule, _now())
        if as_json:
            out.as_json({"unit": unit, "rule": rule, "ended": ended})
        else:
            out.say("已收回 {} 规则 {} 的准予（{} 处），按错误处理。", unit, rule, ended)
        return
    found = run(folder, unit, rule, why, by, _now())
    if as_json:
        out.as_json({"unit": unit, "rule": rule, "why": why, "permitted": [f.plain() for f in found]})
        return
    out.say("已准予 {} 规则 {} 的 {} 处通过，已记入台账：", unit, rule, len(found))
    _show_findings(found)


@app.command()
def migrate(
    paths: Annotated[list[Path], typer.Argument(help="旧版次的工作簿。")],
    output: Annotated[Path, typer.Option("--output", "-o", help="转好的放到哪个目录。")] = Path("转到新版"),
    work: Work = None,
    as_json: Json = False,
) -> None:
    """把填好的旧版工作簿按指标编码转到现行版次，列出没有地方放的内容。不改动原件。"""
    _must_exist(paths)
    folder = _folder_if_any(work)
    from toolkit.flow.migrate import migrate as run
    from toolkit.flow.workfolder import form_named

    moved = run(paths, folder.form if folder else form_named("xxgk"), output)
    if as_json:
        out.as_json([m.plain() for m in moved])
    else:
        _show_migrated(moved)
    raise typer.Exit(ACT if any(m.left or (m.why and not m.current) for m in moved) else OK)


@app.command()
def adopt(
    path: Annotated[Path, typer.Argument(help="看不出是哪个单位的文件，或别处做的工作簿。")],
    unit: Annotated[str, typer.Argument(help="单位编码：认定是谁的。")],
    why: Annotated[str, typer.Option("--why", help="依据，会写进台账。", show_default=False)] = "",
    work: Work = None,
    as_json: Json = False,
) -> None:
    """认领一份看不出是谁的文件（或上级、部门用别的表做的三张表），以后按这个单位读取。"""
    _must_exist([path])
    folder = _folder(work)
    from toolkit.flow.register import adopt as run

    found = run(folder, path, unit, why, _now())
    if as_json:
        out.as_json({"path": str(path), "code": found.code, "name": found.name})
    else:
        out.say(
            "{} 认定为 {} {} 的报送件，已记入台账。请再运行 toolkit collect。", path, found.code, found.name
        )


rosters = typer.Typer(help="名册：查看、增加、改名、免报。", no_args_is_help=False, rich_markup_mode=None)
app.add_typer(rosters, name="roster")


@rosters.callback(invoke_without_command=True)
def roster(context: typer.Context, work: Work = None, as_json: Json = False) -> None:
    """名册：查看、增加、改名、免报。"""
    if context.invoked_subcommand:
        return
    units = _folder(work).roster()
    if as_json:
        out.as_json([u._asdict() for u in units])
        return
    for u in units:
        out.say("{}  {}  {}{}", u.code, u.name, u.kind, f"（免报：{u.excused}）" if u.excused else "")


@rosters.command("add")
def roster_add(code: str, name: str, kind: str, work: Work = None) -> None:
    """增加一个单位：编码 名称 类别。"""
    from toolkit.flow.register import add
    from toolkit.form.roster import Unit

    add(_folder(work), Unit(code, name, kind))
    out.say("已加进名册：{} {}（{}）。请运行 toolkit distribute 生成它的工作簿。", code, name, kind)


@rosters.command("rename")
def roster_rename(code: str, name: str, work: Work = None) -> None:
    """给一个单位改名：编码 新名称。"""
    from toolkit.flow.register import rename

    out.say("{}：{} 改名为 {}。", code, rename(_folder(work), code, name).name, name)


@rosters.command("excuse")
def roster_excuse(
    code: str,
    why: Annotated[str, typer.Option("--why", help="免报原因；留空为恢复报送。", show_default=False)] = "",
    work: Work = None,
) -> None:
    """免报一个单位，写明原因。"""
    from toolkit.flow.register import excuse

    unit = excuse(_folder(work), code, why)
    out.say("{} {}：{}", unit.code, unit.name, f"免报，{why}。" if why else "恢复报送。")


@app.command()
def rules(
    page: Annotated[bool, typer.Option("--markdown", help="给出整本规则手册（Markdown）。")] = False,
    work: Work = None,
    as_json: Json = False,
) -> None:
    """列出全部勾稽关系和审核规则：编号、级别、应当怎样、在哪些单元格。"""
    from toolkit.flow.rulebook import markdown, rulebook
    from toolkit.flow.workfolder import form_named

    folder = _folder_if_any(work)
    form = folder.form if folder else form_named("xxgk")
    year = folder.office.year if folder else datetime.datetime.now().astimezone().year - 1
    entries = rulebook(form, year)
    if as_json:
        out.as_json([e.plain() for e in entries])
    elif page:
        out.page(markdown(form, entries))
    else:
        _show_rules(entries)


forms = typer.Typer(help="表样作者的工具。", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(forms, name="form")


@forms.callback()
def form_tools() -> None:
    """表样作者的工具。"""


@forms.command("check")
def form_check(
    path: Annotated[Path, typer.Argument(help="表样定义（.toml）。")],
    draw: Annotated[
        Path | None,
        typer.Option(
            "--draw", help="给每条规则画一份成立的、一份不符的工作簿，放到这个目录。", show_default=False
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """检查表样定义：一次列出全部错误；没有错误时，列出没有规则看住的、没有用到的数据。"""
    if not path.is_file():
        raise out.wrong("没有这个文件：{}", path)
    with out.progress("检查表样", quiet=as_json) as tell:
        from toolkit.flow.formcheck import check

        found = check(path, draw, datetime.datetime.now().astimezone().year - 1, tell)
    if as_json:
        out.as_json(found.plain())
    else:
        _show_form_check(found, draw)
    raise typer.Exit(ACT if found.faults or found.lacking else OK)


@app.command()
def demo(
    directory: Annotated[Path, typer.Argument(help="演示目录，会先清空。")] = Path("demo"),
) -> None:
    """用随带的样例走一遍：下发 → 收（第一轮，有错）→ 收（改好后）→ 汇总。"""
    from toolkit.flow.samples import samples, scene

    out.rule("[bold]样例：一个乡镇的年度报告（单位和数据均为虚构）")
    scene(directory)
    here = str(directory)
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        (f"toolkit distribute -w {here}", lambda: distribute(None, directory)),
        (f"toolkit collect 样例/第一轮 -w {here}", lambda: collect([samples() / "第一轮"], None, directory)),
        (f"toolkit collect 样例/第二轮 -w {here}", lambda: collect([samples() / "第二轮"], None, directory)),
        (f"toolkit merge -w {here}", lambda: merge(None, work=directory)),
    )
    for words, step in steps:
        out.say()
        out.rule("[bold cyan]$ {}", words, left=True)
        with contextlib.suppress(typer.Exit):  # round one ends with code 1 on purpose: units must act
            step()
    out.say()
    out.rule("[bold]看这里")
    for path in sorted(p for p in directory.iterdir() if p.suffix in (".xlsx", ".toml")):
        out.say("  {}", path)
    out.say("  {}  各单位的空白工作簿", directory / "下发")


# ── showing ────────────────────────────────────────────────────────────────────────────────────────────────

STATE_STYLE = {
    "received": "green",
    "returned": "red",
    "missing": "yellow",
    "overdue": "bold red",
    "excused": "dim",
}
SEVERITY_STYLE = {"error": "red", "warning": "yellow", "hint": "dim", "off": "strike"}


def _show_collected(collected: Collected, target: Path) -> None:
    from toolkit.form.roster import STATES
    from toolkit.form.submission import OUTCOMES

    rows = []
    for u in collected.units:
        counts = [*(sum(f.severity == s for f in u.findings) for s in ("error", "warning")), u.to_explain]
        state = Styled(STATES[u.state], STATE_STYLE[u.state])
        rows.append((u.unit.code, u.unit.name, u.unit.kind, state, *(n or "" for n in counts)))
    counted = ("错误", "提示", "未说明")
    heads = ("单位编码", "单位名称", "类别", "状态", *counted)
    out.table(heads, rows, title=f"{collected.year} 年度报送情况", right=counted)
    for u in collected.units:
        told = [f for f in u.findings if f.severity != "hint"]
        if told:
            out.say("\n[bold]{}[/]  [dim]{}[/]", u.unit.name, u.path)
            _show_findings(told)
    others = [f for f in collected.files if f.reason]
    if others:
        out.say("\n[bold]其他文件[/]")
        for file in others:
            out.say("  {}：{}，{}", file.path, OUTCOMES[file.outcome], file.reason)
    totals = collected.totals
    outcomes = "，".join(f"{w} {totals[o]}" for o, w in OUTCOMES.items() if totals[o])
    states = "，".join(f"{w} {totals[s]}" for s, w in STATES.items() if totals.get(s))
    out.say("\n文件 {} 个：{}", totals["files"], outcomes or "无")
    out.say("单位 {} 个：{}", len(collected.units), states or "无")
    _show_switched(collected.switched)
    if not collected.known:
        out.say("[yellow]没有工作目录：不知道应报单位，无法列出缺报的；本次没有记录。[/]")
    out.say("详见 {}", target)


def _show_switched(switched: tuple[str, ...]) -> None:
    for said in switched:
        out.say("[yellow]本机关调整的规则：{}[/]", said)


def _show_findings(findings: list[Finding], where: str = " 收集情况.xlsx") -> None:
    from toolkit.form.finding import SEVERITY

    for f in findings[:TOLD]:
        severity = Styled(SEVERITY[f.severity], SEVERITY_STYLE[f.severity])
        rule = Styled(f.numbered and f"（{f.numbered}）", "dim")
        place = f"{f.place}：" if f.place else ""
        out.say("  {} {}{}{}。[dim]{}[/]", severity, place, f.message, rule, f.remedy)
        if f.explanation:
            out.say("       [green]说明：{}[/]", f.explanation)
    if len(findings) > TOLD:
        out.say("  [dim]还有 {} 处，见{}[/]", len(findings) - TOLD, where)


def _show_migrated(moved: list[Migrated]) -> None:
    for m in moved:
        if m.path is None:
            out.say("[yellow]{}：{}[/]", m.source, m.why)
            continue
        out.say("[bold green]{}[/] → {}", m.source, m.path)
        if m.new:
            out.say("  新版增加、要补填的：{}", "、".join(m.new))
        _show_findings(list(m.left), "原表")


def _show_rules(entries: tuple[Entry, ...]) -> None:
    rows = []
    for e in entries:
        where = tuple(f"{w.kind}：{w.sheet}（{w.checks} 条）" for w in e.where)
        rows.append((e.rule, Styled(e.grade, SEVERITY_STYLE[e.severity]), e.statement, where, e.source))
    out.table(("编号", "级别", "应当怎样", "在哪里", "依据"), rows, fold=True)


def _show_form_check(found: FormCheck, draw: Path | None) -> None:
    if found.form is None:
        out.say("[bold red]有 {} 处错误：[/]", len(found.faults))
        for fault in found.faults:
            out.say("  {}", fault)
        return
    form = found.form
    out.say("[bold green]表样 {}（{}版）没有错误[/]：规则 {} 条", form.id, form.edition, len(form.rules))
    out.say("  逐级成立（下级成立，相加后必成立）：{}", "、".join(found.additive) or "无")
    out.say("  逐行成立（登记簿）：{}", "、".join(found.by_row) or "无")
    for rule, levels in found.by_level:
        out.say("  只在写明的层级成立：{}（{}）", rule, "、".join(levels) or "不汇总")
    for rule, why in found.later:
        out.say("  表内公式判断不了，收回后判断：{}（{}）", rule, why)
    for title, names in (
        ("没有规则看住的", found.unwatched),
        ("填了没有用处的（不汇总，不推算，没有规则要）", found.unread),
    ):
        out.say("[bold]{}[/]（{}）：{}", title, len(names), "、".join(names) or "无")
    if found.fixtures is not None:
        out.say("[bold]规则的样例[/]：{} 组，在 {}", len(found.fixtures), draw)
        for f in found.lacking:
            lack = "、".join(w for w, made in (("成立的", f.keeps), ("不符的", f.breaks)) if made is None)
            out.say("  [red]{}（{}）画不出{}[/]", f.rule.id, f.kind, lack)
        for f in found.fixtures:
            if f.also:
                others = "、".join(f"{rule}（同用 {cell}）" for rule, cell in f.also)
                out.say("  {}（{}）不符时，同时不符：{}", f.rule.id, f.kind, others)


def _show_report(made: Report) -> None:
    from toolkit.form.roster import STATES

    if made.missing:
        out.say("[bold yellow]还没有报齐：[/]")
        for u in made.missing:
            out.say("  {}（{}）：{}", u.unit.name, u.unit.kind, STATES[u.state])
    if made.path is None:
        out.say("没有汇总。报齐后再运行；一定要先汇总的，加上 --partial，报告里会写明缺谁。")
        return
    _show_switched(made.switched)
    if all(f.severity == "hint" for f in made.findings):
        out.say("[green]汇总结果的勾稽关系全部成立。[/]")
    if made.findings:
        out.say("[bold]汇总结果自身的审核：[/]")
        _show_findings(list(made.findings), "报告的“校验”表")
    out.say("[bold green]年度报告工作簿：[/]{}", made.path)


# ── small means ────────────────────────────────────────────────────────────────────────────────────────────


def _folder(work: Path | None) -> WorkFolder:
    """Return the work folder named or the one we are in; say what to do where there is none."""
    from toolkit.errors import WorkFolderError

    found = _folder_if_any(work)
    if found is None:
        raise WorkFolderError("这里不是工作目录。请进入工作目录，或用 -w 指明；没有的先运行 toolkit init。")
    return found


def _folder_if_any(work: Path | None) -> WorkFolder | None:
    from toolkit.flow.workfolder import find, open_folder

    return open_folder(work) if work else find(Path.cwd())


def _outside(target: Path, paths: list[Path], folder: WorkFolder | None) -> Path:
    """Refuse to write among the submissions; a work folder's own place is never among them."""
    inside = [p for p in paths if p.resolve() in (target.resolve(), *target.resolve().parents)]
    if inside and not (folder and target.resolve() == folder.path.resolve()):
        raise out.wrong("{} 在报送件目录里，输出不能放在那里。请用 -o 指明另一个目录", target)
    return target


def _must_exist(paths: list[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise out.wrong("没有这个目录或文件：{}", path)


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
