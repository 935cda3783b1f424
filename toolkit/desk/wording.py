"""What the commands' own sentences say to do, said for somebody who has buttons: commands become the names of buttons."""

from __future__ import annotations

import re

_BUTTONS = {
    "init": "新建工作目录",
    "distribute": "下发",
    "collect": "收",
    "merge": "汇总",
    "report": "写报告",
    "return": "做退回件",
    "receipt": "写回执",
    "status": "看进度",
    "roster": "看名册",
    "sign": "审核通过",
    "unsign": "取消审核",
    "permit": "准予通过",
    "adopt": "认定是谁的",
    "exclude": "排除",
    "publish": "发布",
    "published": "已发布的",
    "verify": "核对台账",
    "next": "开始下一期",
    "forms": "换表样",
    "check": "核对报告",
    "backup": "做一份备份",
    "restore": "从备份恢复",
    "doctor": "体检",
    "clock": "答复期限",
    "migrate": "转到新版",
}
_OPTIONS = {
    "--partial": "“不等了，先汇总”",
    "--keep-edits": "“以改过的为准”",
    "--fresh": "“照工作簿重新写”",
    "--despite 理由": "“仍要这样做”的理由",
    "--despite": "“仍要这样做”的理由",
    "--correct": "更正原因",
    "--why 理由": "理由",
    "--why": "理由",
    "--by": "姓名",
    "--step": "步骤",
    "--on": "日期",
}
_PUBLISH_CHECK = re.compile(r"toolkit report --publish-check")
_COMMAND = re.compile(
    r"(?:运行 ?|用 ?)?toolkit ([a-z]{2,12})((?: --?[a-z-]{2,20}| [\w.\u4e00-\u9fff]{1,40}(?= --)){0,4})"
)
_OPTION = re.compile("|".join(re.escape(o) for o in sorted(_OPTIONS, key=len, reverse=True)))


def say_with_buttons(text: str) -> str:
    """Return a sentence of a verb as the page says it: “请先运行 toolkit collect” becomes “请先点“收””."""
    said = _PUBLISH_CHECK.sub("“发布前核对”", text)
    said = _COMMAND.sub(lambda m: f"点“{_BUTTONS.get(m[1], m[1])}”", said)
    return _OPTION.sub(lambda m: _OPTIONS[m[0]], said).replace("点点", "点")
