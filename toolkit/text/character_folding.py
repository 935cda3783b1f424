"""One character for those that look the same: how texts are compared wherever what people see decides.

Text copied out of a PDF often says ⽂ or ⻰ (radicals of the dictionary) for 文 and 龙, and programs write 金 as a
compatibility character. Unicode's NFKC folds widths, compatibility characters and the radicals of Kangxi; of the
supplement of radicals it knows two, the others are told here.
"""

from __future__ import annotations

import unicodedata

_RADICALS = dict(
    zip(
        "⺁⺄⺅⺆⺈⺉⺊⺌⺍⺎⺐⺒⺓⺖⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺯⺰⺲⺶⺹⺻⺼⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
        "厂乙亻冂刀刂卜小小兀尢巳幺忄扌攵旡日月歺民氵氺灬爫爫丬牛犭王目示礻糹纟罒羊耂聿肉艹艹艹虎衤覀西见角讠贝车辶辶辶阝钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀",
        strict=True,
    )
)
_AS_PRINTED = {"⼾": "户", "⾭": "青"}
"""Radicals of Kangxi that NFKC gives an old form (戶, 靑): on a page of today they stand for the usual one."""
_FOLD = str.maketrans(_RADICALS | _AS_PRINTED)


def fold_characters(text: str) -> str:
    """Return *text* with every character as the usual one that looks the same; its case stays."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text.translate(_FOLD))


def fold_label(text: str) -> str:
    """Return a label as it is compared where it must stand: folded, without the spaces and line breaks people put into it."""
    return "".join(fold_characters(text).split())
