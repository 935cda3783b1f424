"""下一步: the one line every command ends with. What it says follows from the command and from how far the year is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import toolkit.terminal as out
from toolkit.errors import ToolkitError

if TYPE_CHECKING:
    from collections.abc import Callable

REPORT = "toolkit report"
DOCUMENTS = (".docx", ".html")
"""What toolkit report writes."""
INBOX = "收到的目录"
OUTDATED = "toolkit.outdated"
"""Under what name of its context a command leaves the commands that make anew what it found outdated."""
UNMARKED = "toolkit.unmarked"
"""Under what name of its context a command leaves how many files it found that bear no mark of ours."""
THE_YEAR = "{year}"
"""Stands for what is next in the year."""
_HOLE = re.compile(r"`([^`]+)`|\{(\w+)\}")


class CommandRun(NamedTuple):
    """A command that was run: what was given to it, the code it exits with, and what makes anew what it found *outdated*.

    *unmarked* is how many files it found that hold the form's tables and no mark of ours.
    """

    given: dict[str, Any]
    code: int
    outdated: tuple[str, ...] = ()
    unmarked: int = 0

    @property
    def where(self) -> str:
        """Return how the work folder was named, to be named so again."""
        work = self.given.get("work")
        return f" -w {quote_if_spaced(work)}" if work else ""

    def command(self, words: str) -> str:
        """Return a command of ours as it would be typed for this work folder."""
        return f"toolkit {words}{self.where}"


def quote_if_spaced(path: Path | str) -> str:
    """Return a path as it is typed: in quotes where a space would break it."""
    return f'"{path}"' if " " in str(path) else str(path)


def print_next_step(context: Any, code: int) -> None:
    """Print the next step after the command of *context*; nothing where a program is listening."""
    given, outdated = context.params, tuple(context.meta.get(OUTDATED, ()))
    if given.get("as_json"):
        return
    names: list[str] = []
    while context.parent is not None:
        names.insert(0, context.info_name)
        context = context.parent
    ran = CommandRun(given, code, outdated, unmarked=context.meta.get(UNMARKED, 0))
    said = SAID.get(" ".join(names), THE_YEAR)
    line = said(ran) if callable(said) else _fill_in(said, ran)
    if given.get("page"):  # what is printed is a document
        out.print_notice(f"下一步：{line}", a_result=True)
    else:
        out.print_line("[bold]下一步[/]：{}", line)


def next_step_of_year(ran: CommandRun) -> str:
    """Return what is next in the year of the work folder at hand."""
    from toolkit.cli.arguments import find_optional_folder
    from toolkit.folder.days import current_utc_time
    from toolkit.form.period import DAY
    from toolkit.publishing.year_stage import find_year_stage

    try:
        work = ran.given.get("work")
        folder = find_optional_folder(Path(work) if work else None)
        if folder is None:
            return "建自己的工作目录：toolkit init 目录 --form 表样 --name 本机关全称 --code 本机关编码"
        found = find_year_stage(folder, current_utc_time())
    except ToolkitError as error:
        return str(error)
    opening = "next --period 下一期的日期" if folder.office.period.kind == DAY else "next"
    return _fill_in(YEAR[found.next], ran, **found._asdict(), report=folder.form.report_word, opening=opening)


def _fill_in(said: str | tuple[str, str, str], ran: CommandRun, **more: object) -> str:
    """Return a line as it is printed: a command in `` ` `` as it would be typed, a name in braces as what was given for it.

    Of three, the second is said where the first was given, or is not 0; the third where not.
    """
    values: dict[str, object] = {**ran.given, "exit": ran.code, "unmarked": ran.unmarked, **more}
    if isinstance(said, tuple):
        said = said[1] if values.get(said[0]) else said[2]

    def put(hole: re.Match[str]) -> str:
        if hole[1]:
            return ran.command(_HOLE.sub(put, hole[1]))
        if hole[0] == THE_YEAR:
            return next_step_of_year(ran)
        text = str(values[hole[2]])
        return quote_if_spaced(text) if hole[2] in ran.given else text

    return _HOLE.sub(put, said)


YEAR: dict[str, str | tuple[str, str, str]] = {
    "hand_out": "填好名册，`distribute` 给各单位生成空白工作簿",
    "collect": f"把“下发”里的文件发给各单位；收到的放进一个目录，`collect {INBOX}`",
    "mend": (
        "missing",
        "有 {returned} 个单位要改：`return` 做退回件，发还给它们；还有 {missing} 个单位没有收到能用的",
        "有 {returned} 个单位要改：`return` 做退回件，发还给它们",
    ),
    "remind": "有 {missing} 个单位没有收到能用的：`status --remind` 写催报文字；报来后再 toolkit collect",
    "merge": "都报齐了：`merge` 汇总成一份工作簿",
    "merge_again": "汇总以后又有变化：`merge` 再汇总一次",
    "write": "`report` 写出{report}的 Word 文档和网页",
    "look": "看过 Word 文档，`report --publish-check` 做发布前核对，再 toolkit publish",
    "send_up": "打开汇总好的工作簿看一遍，打印、报送；上级另发了表格的，`merge --into 文件`；报完了，`{opening}` 开始下一期",
    "go_on": "核对名册和 toolkit.toml 里的截止日期，`distribute` 给各单位生成空白工作簿",
    "put_away": "这一期已经收进往期；更正了的，重新打印、报送，再到现在的一期里 toolkit distribute，新的空白表里就是更正后的数",
    "published": "已经发布，备份整个工作目录；以后发现有错，改好后用 toolkit merge --correct 更正原因",
}
"""What is next at each stage of a year."""


def _after_return(ran: CommandRun) -> str:
    from toolkit.cli.arguments import require_work_folder
    from toolkit.folder.work_folder import RETURNS

    folder = ran.given.get("output") or require_work_folder(ran.given.get("work")).path / RETURNS
    if not any(Path(folder).glob("*.xls*")):  # copies that are not needed any more are tidied away
        return next_step_of_year(ran)
    return f"把退回件发还各单位，改好、写好说明发回的放进收到的目录，{ran.command(f'collect {INBOX}')}"


def _after_adopt(ran: CommandRun) -> str:
    from toolkit.cli.arguments import require_work_folder
    from toolkit.folder.work_folder import ADOPTIONS

    if not ran.given.get("every") or not ran.code:
        return next_step_of_year(ran)
    path = require_work_folder(ran.given.get("work")).path / ADOPTIONS
    if not path.is_file():
        return next_step_of_year(ran)
    filled = f"有疑点的问清后，在 {quote_if_spaced(path)} 里写是或否，{ran.command('adopt --list 清单')}"
    return filled if ran.given.get("yes") else f"列为可以认领的，加上 --yes 再运行一次；{filled}"


def _after_report(ran: CommandRun) -> str:
    if ran.given.get("publish_check"):
        if ran.code:
            return f"把没有成立的逐条解决，再 {ran.command('report --publish-check')}"
        return f"公布报告，公布后 {ran.command('publish --on 公布日期')} 记下来"
    if ran.code:
        return "照上面列出的改好，再运行一次；不是问题的，toolkit check 文件 --dismiss 编号 --why 理由"
    return f"打开 Word 文档看一遍，再 {ran.command('report --publish-check')} 做发布前核对"


def _renewing_commands(ran: CommandRun) -> list[str]:
    """Return the commands that make anew what was found outdated, each once, merging before what is made of it."""
    steps = list(dict.fromkeys(ran.outdated))
    document = Path(ran.given["files"][0]).suffix.casefold() in DOCUMENTS
    if document and REPORT not in steps:
        steps.append(REPORT)
    return [step + ran.where for step in sorted(steps, key=lambda s: s == REPORT)]


def _after_check(ran: CommandRun) -> str:
    file = quote_if_spaced(ran.given["files"][0])
    if ran.outdated:
        return f"{'，再 '.join(_renewing_commands(ran))}，再 toolkit check {file}"
    from toolkit.reviewing.check_folder import is_folder_of_reports

    if ran.code and is_folder_of_reports(Path(ran.given["files"][0])):
        return f"照列出的逐份改好，再 toolkit check {file}；要把问题标在每一份里，加上 --mark"
    if ran.code:
        return f"照上面列出的改好，再 toolkit check {file}；报告里不是问题的，加上 --dismiss 编号 --why 理由"
    sent = "没有要改的：是报送的工作簿，可以报送"
    word = _published_word(ran)
    return f"{sent}；是{word}，toolkit report --publish-check 做发布前核对" if word else sent


def _published_word(ran: CommandRun) -> str:
    """Return what is published of the form that what was checked is of; "" where nothing is."""
    from toolkit.cli.arguments import find_optional_folder
    from toolkit.folder.which_form import BOOKS, form_among
    from toolkit.merging.companion import companion_of, form_of_document

    folder, files = find_optional_folder(ran.given.get("work")), ran.given["files"]
    is_document = Path(files[0]).is_file() and Path(files[0]).suffix.casefold() not in {*BOOKS, ".zip"}
    form = form_of_document(files[0], folder) if is_document else form_among(files, folder)
    return form.report_word if companion_of(form) else ""


def _after_verify(ran: CommandRun) -> str:
    if ran.given.get("children"):
        return "把不一致的告诉做报告的机关" if ran.code else "报告与各单位的文件一致，可以放心使用"
    if ran.code:
        return f"从备份恢复（toolkit restore），再 {ran.command('verify')}"
    return next_step_of_year(ran)


def _after_form_check(ran: CommandRun) -> str:
    path = quote_if_spaced(ran.given["path"])
    if ran.code:
        return f"照上面列出的改好，再 toolkit form check {path}"
    if ran.given.get("draw") is None:
        return f"toolkit form check {path} --draw 目录，看每条规则成立和不符的样子"
    return f"打开 {quote_if_spaced(ran.given['draw'])} 里的工作簿看一遍，再用这个表样"


def _after_form_adopt(ran: CommandRun) -> str:
    blank = Path(ran.given["path"])
    output = quote_if_spaced(ran.given.get("output") or blank.with_suffix(".toml"))
    if ran.code:
        return f"照上面说的改好空表，再 toolkit form adopt {quote_if_spaced(blank)}"
    from toolkit.author.adopt_blank import EVERY

    if EVERY in f"{ran.given.get('yes')}{ran.given.get('no')}":
        return f"toolkit form check {output}；要改的，打开 {output} 改"
    if str(output).rstrip('"').endswith(".xlsx"):
        return (
            f"打开 {output}，在“待确认”里答是或否，存盘，再运行一次这条命令；然后 toolkit form check {output}"
        )
    return f"对照原表看一遍，待确认的加 --yes 编号、--no 编号再运行一次，然后 toolkit form check {output}"


def _after_forms(ran: CommandRun) -> str:
    if ran.given.get("use"):
        return f"{ran.command('distribute')} 重新下发"
    from toolkit.cli.arguments import find_optional_home

    if find_optional_home(ran.given.get("work")):
        return next_step_of_year(ran)
    return "建工作目录：toolkit init 目录 --form 名称；自己的表样：toolkit form new 表样.xlsx"


SAID: dict[str, str | tuple[str, str, str] | Callable[[CommandRun], str]] = {
    "open": ("directory", "接着做，再运行 toolkit open {directory}", "接着做，再运行 toolkit open"),
    "init": "填好这两个文件，进入 {directory}，运行 toolkit distribute",
    "distribute": f"把这些文件发给各单位；收到的放进一个目录，`collect {INBOX}`",
    "collect": (
        "unmarked",
        "`adopt --all` 列出没有标识的 {unmarked} 份像是谁的，没有疑点的一次认领",
        THE_YEAR,
    ),
    "adopt": _after_adopt,
    "return": _after_return,
    "receipt": f"把回执发给各单位。{THE_YEAR}",
    "status": ("remind", f"把催报文字发出去（没有自动发送）；报来后 `collect {INBOX}`", THE_YEAR),
    "appraise": f"看过通报再印发。{THE_YEAR}",
    "report": _after_report,
    "check": _after_check,
    "roster add": "`distribute` 生成它的空白工作簿",
    "verify": _after_verify,
    "clock": (
        "exit",
        "先办红灯的；写答复书、告知书：`reply 编号`",
        "补正、延期、征求意见的日期记在 `clock --steps` 生成的表里；写答复书：`reply 编号`",
    ),
    "reply": "把【】里的填好、审核盖章，再印发；发出后在台账填上日期和文书号，`clock` 再看一遍",
    "backup": (
        "check",
        "要恢复时 toolkit restore 备份文件 目录",
        "把备份拷到另一个地方（移动硬盘、另一台电脑）；要用时 toolkit restore 备份文件 目录",
    ),
    "restore": (
        "exit",
        "看过会丢掉什么，确实要换：toolkit restore {file} {directory} --replace；不想丢的，恢复到一个新的目录",
        "toolkit doctor -w {directory} 看还缺什么",
    ),
    "doctor": ("exit", "照上面从第一条修起，再 `doctor`", THE_YEAR),
    "rules": "本机关不适用的规则，写进 toolkit.toml 的 [rules]，写明理由，再运行一次看结果",
    "form new": "改成自己的表，再 toolkit form check {path}",
    "form check": _after_form_check,
    "form adopt": _after_form_adopt,
    "form export": (
        "book",
        "用 WPS、Excel 改好，toolkit form check {book}；工作目录里用它：toolkit forms --use {book}",
        "建工作目录：toolkit init 目录 --form {text}",
    ),
    "form show": "照着看一遍；没有要改的，toolkit init 目录 --form {said} 建工作目录",
    "forms": _after_forms,
    "migrate": "打开 {output} 里的工作簿，补填、核对后，`collect {output}`",
    "demo": "照着做自己的：toolkit init 目录 --form 表样 --name 本机关全称 --code 本机关编码",
}
"""What the commands say that know better than the year; all others say what is next in it."""
