"""Files without our marks adopted in one go: the list on the screen, as JSON, as a workbook, and what comes back of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

import toolkit.terminal as out
from toolkit.cli.app import ACT, OK
from toolkit.cli.arguments import require_existing
from toolkit.cli.show_results import TOLD
from toolkit.folder.days import current_utc_time
from toolkit.text.named_lines import list_briefly
from toolkit.text.plain_values import pick_plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from toolkit.collecting.adoption_proposals import AdoptionProposals
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.submissions.results import UnitState


def adopt_proposed_files(folder: WorkFolder, where: str, *, yes: bool, as_json: bool) -> None:
    """List every file without an owner, take those without a doubt after a yes, write the list of the others.

    *where* is how the work folder was named, to be named so again in commands.
    """
    from toolkit.collecting.adoption import adopt_received_files
    from toolkit.collecting.adoption_list import write_adoption_list
    from toolkit.collecting.propose_adoptions import propose_adoptions

    with out.show_progress("查看", quiet=as_json) as tell:
        found = propose_adoptions(folder, tell)
    if not as_json:
        _show_proposals(found)
    taken: list[UnitState] = []
    agreed = yes or (bool(found.proposals) and not as_json and _is_agreed(len(found.proposals)))
    if agreed and found.proposals:
        taken = adopt_received_files(folder, [p.order() for p in found.proposals], current_utc_time())
    left = found._replace(proposals=()) if taken else found
    path = write_adoption_list(folder, left)
    if as_json:
        out.print_json(_plain(found, taken, path))
    else:
        if taken:
            out.print_line("[bold green]已认领[/] {} 份，已记入台账。", len(found.proposals))
        _show_to_mend(taken)
        _show_what_is_left(left, path, where)
    raise typer.Exit(ACT if left.open or left.beside else OK)


def adopt_by_list(folder: WorkFolder, path: Path, *, as_json: bool) -> None:
    """Do what a filled-in list says."""
    require_existing([path])
    from toolkit.collecting.adoption_list import answer_adoptions

    done = answer_adoptions(folder, path, current_utc_time())
    if as_json:
        taken = [_plain_state(u) for u in done.taken]
        out.print_json({"taken": taken, **pick_plain(done, "declined blank before")})
    else:
        for u in done.taken:
            out.print_line("[bold green]已认领[/] {} {}：{}", u.unit.code, u.unit.name, u.word)
        out.print_line("{}。", done.said)
        _show_to_mend(done.taken)
    raise typer.Exit(ACT if done.blank or any(u.must_act for u in done.taken) else OK)


def _is_agreed(count: int) -> bool:
    """Ask the person at the terminal whether what is proposed is taken; nobody there agrees to nothing."""
    if not out.is_person_at_terminal():
        return False
    return out.ask_which(f"以上 {count} 份没有疑点的，都认领吗？", ("都认领", "先不认领")) == 0


def _show_proposals(found: AdoptionProposals) -> None:
    if found.proposals:
        rows = []
        for p in found.proposals:
            whose = (p.unit.code, p.unit.name) if p.unit else ("", "")
            rows.append((p.path, *whose, p.evidence, p.read.words if p.read else ""))
        heads = ("文件", "单位编码", "单位名称", "依据", "读到的")
        out.print_table(heads, rows, title=f"可以认领的（{len(rows)} 份）", fold=True)


def _show_to_mend(states: Sequence[UnitState]) -> None:
    """Say whose files are to be mended: they go back as any other."""
    back = [u.unit.name for u in states if u.outcome == "returned"]
    if back:
        named = list_briefly(back, TOLD, "个单位")
        out.print_line("要改的有 {}：用 toolkit return 退回，读到的数会搬进下发的工作簿，不用重填。", named)


def _show_what_is_left(left: AdoptionProposals, path: Path | None, where: str) -> None:
    """Show what nobody may take without looking: why, and the command for each."""
    if left.doubts:
        out.print_line("\n[bold yellow]有疑点、没有认领的（{} 份）[/]", len(left.doubts))
    for p in left.doubts:
        likely = "、".join(u.name for u in p.candidates)
        whose = f"像是 {likely} 的：" if likely else ""
        out.print_line("  [bold]{}[/] {}{}", p.path, whose, "；".join(p.doubts))
        if p.evidence:
            read = f"；读到 {p.read.words}" if p.read else ""
            out.print_line("    [dim]依据：{}{}[/]", "，".join(p.evidence), read)
        for command in p.commands:
            out.print_line("    {}{}", command, where)
        if not p.commands:
            out.print_line("    这个路径的文件有几份，命令分不清：请在清单里写是或否")
    if left.beside:
        out.print_line("\n[bold]不能认领的（{} 份）[/]", len(left.beside))
    for b in left.beside:
        whose = f"（像是 {'、'.join(b.units)} 的）" if b.units else ""
        out.print_line("  {}{}：{}", b.path, whose, b.reason)
    if any(p.unknown for p in left.doubts):
        out.print_line(
            "名册里没有的叫法：是某个单位的曾用名、简称的，在名册加一列“别名”写上，以后就认得；确是新单位的，toolkit roster add"
        )
    if left.declined:
        out.print_line("以前答过“否”的 {} 份没有再列；要认领的，用 toolkit adopt 文件 单位。", left.declined)
    if not left.open and not left.beside:
        out.print_line("[green]没有等着认领的文件。[/]")
    if path:
        out.print_line("清单已写到 {}，可以在里面逐份写是或否。", path)


def _plain(found: AdoptionProposals, taken: Sequence[UnitState], path: Path | None) -> dict[str, Any]:
    told = pick_plain(found, "proposals doubts beside declined")
    return {**told, "taken": [_plain_state(u) for u in taken], "list": path}


def _plain_state(state: UnitState) -> dict[str, Any]:
    return pick_plain(state, "unit.code unit.name path state outcome")
