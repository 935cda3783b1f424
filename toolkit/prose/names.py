"""G5: another place's name, or another kind of office's own, where only the report's own belongs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.prose.remark import remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.finding import Finding
    from toolkit.prose.outline import Passage

_NAMED = re.compile(
    r"(?:^|(?<=[，。；：、（“《]))(?:在|由|经|是|而|[\u4e00-\u9fa5]{1,4}[县区市旗])?(?P<name>[\u4e00-\u9fa5]{2,3}(?:镇|乡|街道))"
    r"(?=人民政府|党委|政府|办事处|党政办|信息公开|20\d\d年|认真|高度重视|坚持|严格|积极|全面)"
)
"""A township's name where a phrase begins: inside one any two characters before 镇政府 would pass for a name."""
_NO_NAME = re.compile(
    r"[各全本我该、的和与或及由向对经报到在以为是了各从把被让给将据把于并按]|围绕|成立|设立|完善|健全|依托|联合|交由|加强|提升|根据|按照|通过|落实|配合|协助"
    r"|立足|结合|紧扣|服务|提高|推进|促进|深化|规范|压实|强化|建立|建设|优化|接受|参与|纳入|印发|制定|组织|作为|群众|公众|社会|上级|下级|所在|周边|乡镇|街镇|城镇|集镇|小城|重点|中心|古|新村"
)
"""Words that end before 镇 or 乡 and begin no name."""
_OURSELVES = re.compile(r"(?<![\u4e00-\u9fa5])(?:我|本)(镇|乡|街道|局)(?![\u4e00-\u9fa5]{0,2}(?:长|级))")
_KIND = re.compile(r"(镇|乡|街道|局)(?:人民政府|政府|办事处)?(?:（[^（）]{0,40}）)?$")


def elsewhere(passage: Passage, unit: str) -> Iterator[Finding]:
    """Yield names of other townships, and 「我镇」 where *unit* is a 乡."""
    for found in _NAMED.finditer(passage.text):
        name = found["name"]
        if _NO_NAME.search(name.removesuffix("街道").rstrip("镇乡")) or name in unit or name[-3:] in unit:
            continue
        if not any(name.endswith(own) for own in _own(unit)):
            yield remark("other_place", passage.place, name, expected=unit)
    kind = _KIND.search(unit)
    for found in _OURSELVES.finditer(passage.text):
        if kind and found[1] != kind[1]:
            yield remark("other_place", passage.place, found[0], expected=unit)


def _own(unit: str) -> list[str]:
    bare = re.sub(r"^.*(?:县|区|市|旗)(?=.{2,6}(?:镇|乡|街道))", "", unit)
    found = re.search(r"([\u4e00-\u9fa5]{2,3}(?:镇|乡|街道))", bare)
    return [found[1], found[1][-3:]] if found else []
