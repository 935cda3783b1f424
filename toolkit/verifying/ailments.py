"""What may be wrong with a work folder: how badly, in a sentence, and what mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.folder.work_folder import LEDGER, OUTBOX, ROSTER, RUNS, SETTINGS, STORE
from toolkit.form.finding_codes import ERROR, HINT, WARNING, FindingCode

if TYPE_CHECKING:
    from toolkit.form.finding import Severity

_RESTORE = "从备份恢复：toolkit restore 备份文件 目录"
_LATEST = "从最近的备份恢复：toolkit restore 备份文件 目录"

AILMENTS: dict[str, FindingCode] = {
    # settings, form, roster
    "no_settings": FindingCode(ERROR, f"{{path}} 里没有 {SETTINGS}，不是工作目录{{kept}}", "toolkit init 目录，或从备份恢复：toolkit restore 备份文件 目录"),
    "settings_wrong": FindingCode(ERROR, "{said}", f"改好 {SETTINGS}，再运行一次"),
    "form_broken": FindingCode(ERROR, "表样定义有错：{said}", "toolkit forms --restore 换回下发时的一份"),
    "form_changed": FindingCode(ERROR, "填报期间改了表样定义，各单位手里的工作簿是照原来的做的", "不是要改的：toolkit forms --restore；确实要改的：toolkit forms --use 定义文件，再 toolkit distribute"),
    "half_moved": FindingCode(ERROR, "{said}", "toolkit next"),
    "roster_wrong": FindingCode(ERROR, "{said}", "改好名册，再运行一次"),
    # the ledger and the originals
    "ledger_gone": FindingCode(ERROR, f"{LEDGER} {{what}}，{STORE}里却有收到的文件：台账被删了、移走了，或者没有恢复全", f"{_LATEST}；没有备份的，把{STORE}里的文件拷出来重新 toolkit collect（审核、准予等决定找不回来）"),
    "ledger_broken": FindingCode(ERROR, "{said}", _LATEST),
    "ledger_newer": FindingCode(ERROR, "{said}", "升级 toolkit，再运行一次"),
    "ledger_altered": FindingCode(ERROR, "台账的流水有 {count} 处被改动或者缺了（第 {row} 条起）", _RESTORE),
    "ledger_older": FindingCode(ERROR, f"{STORE}里有 {{count}} 份台账里没有记过的文件：台账是从更早的备份恢复的，或者被换成了旧的一本", "有更新的备份，用它恢复：toolkit restore 备份文件 目录；没有的，把收到的文件重新 toolkit collect，再核对那以后的审核、准予"),
    "folder_busy": FindingCode(WARNING, "{said}", "等它结束再运行"),
    "originals_lost": FindingCode(ERROR, f"{STORE}里缺 {{count}} 份收到过的文件，如 {{name}}", f"{_RESTORE}；单位还有那一份的，原样放进收到的目录重新 toolkit collect"),
    "run_unfinished": FindingCode(WARNING, "上一次收取没有做完（断电或者被关掉）", "toolkit collect 收到的目录（接着做完，不会重复）"),
    "act_cut_off": FindingCode(HINT, f"{STORE}里有 {{count}} 份台账里没有记过、目录里还在的文件：上一次做到一半停了，不影响使用", "再做一次就记上：收取没有做完的，toolkit collect 收到的目录；发布没有做完的，toolkit publish"),
    "leftovers": FindingCode(HINT, f"{STORE}里有 {{count}} 个没有写完的临时文件，不影响使用", "toolkit collect 收到的目录（会自动清掉）"),
    # the folder against itself and its neighbours
    "codes_swapped": FindingCode(ERROR, "名册里有单位的编码对调了：{names}。照这样收，一个单位的数会算到另一个单位头上", f"把 {ROSTER} 里这几个单位的编码改回下发时的；确实要换编码的，改好后 toolkit distribute 重新下发，收到过的用 toolkit adopt 逐份认定"),
    "units_renamed": FindingCode(HINT, "有单位下发以后改了名称：{names}", "确是改名的不用处理；是另一个单位的，给它新的编码：toolkit roster add"),
    "units_gone": FindingCode(ERROR, "收到过的单位不在名册里了：{names}。它们的数不会汇总", f"误删的，在 {ROSTER} 里补回原来的编码；确实撤并的，toolkit exclude 排除它的文件，写明理由"),
    "workbooks_older": FindingCode(ERROR, "下发以后表样变了：{count} 个单位手里的是照原来的表样做的工作簿（{names}），报来会被退回", "toolkit distribute 重新下发；已经填好的用 toolkit migrate 转到新版"),
    "handouts_unrecorded": FindingCode(WARNING, f"“{OUTBOX}”里有 {{count}} 份工作簿台账里没有记过（{{names}}）：台账比目录旧，或者是从别处拷来的", "toolkit distribute 重新生成一遍，内容一样的不用重发"),
    "restored_older": FindingCode(WARNING, "这个目录 {restored} 从 {made} 的备份恢复过，那以后的没有了：{lost}", f"那以后收到的文件重新 toolkit collect，审核、准予、认定重做一遍；都补齐了，删去 {RUNS}/{{file}} 就不再提示"),
    "inbox_shared": FindingCode(WARNING, "旁边的工作目录 {folder} 也收过同样的 {count} 份文件（{names}）：两个工作目录用了同一个收件目录，或者一个是另一个的拷贝", "只留一个工作目录用；两个都要的，各用各的收件目录，收错的用 toolkit exclude 排除"),
}  # fmt: skip


class Ailment(NamedTuple):
    """One thing that is wrong: how badly, what, and what mends it (a command of ours, or what people do)."""

    code: str
    severity: Severity
    said: str
    mend: str


def make_ailment(code: str, **said: object) -> Ailment:
    """Return the ailment *code* of ``AILMENTS``, with what is *said* of it in its words."""
    known = AILMENTS[code]
    return Ailment(code, known.severity, known.message.format(**said), known.remedy.format(**said))
