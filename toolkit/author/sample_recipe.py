"""What the samples of a form are made of: its units, what they did wrong at first, and words and ranges that look real.

A form has all of it from its definition; ``samples/<id>/样例.toml`` says what else there is to say, most of it words.
"""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.form.model import REPORT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.form.model import Form
    from toolkit.form.period import Period

CODE, NAME = "410308105", "白鹤镇人民政府（样例）"
"""The office that collects the samples of every form."""
RECIPE = "样例.toml"
DAY = datetime.date(2025, 4, 30)
"""A day of the period samples are of."""
DAYS_TO_REPORT = 10
"""How many days after the period the deadline is."""
NOT_SENT, WORDS, LEFT_BLANK, ANY_RULE = "未交", "文字", "漏填", "规则"
"""What a unit may do wrong at first, beside breaking a rule that is named: send nothing, words for a number, a blank."""
MARK = "（样例）"
"""How the name of every unit ends."""
_NUMBERED = "甲乙丙丁"


@dataclass(frozen=True)
class SampleRecipe:
    """The samples of *form*: *units* by kind, *faults* by unit, *texts* and *ranges* by the place they stand at."""

    form: Form
    period: Period
    units: Mapping[str, tuple[str, ...]]
    faults: Mapping[str, str]
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def deadline(self) -> str:
        """Return until when the samples' units must report."""
        return (self.period.last + datetime.timedelta(days=DAYS_TO_REPORT)).isoformat()


def samples_folder() -> Path:
    """Return the folder of samples: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "samples"
    return inside if inside.is_dir() else package.parent / "samples"


def recipe_of(form: Form) -> SampleRecipe:
    """Return what the samples of *form* are made of: what its recipe says, the rest from the definition."""
    path = samples_folder() / form.id / RECIPE
    said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    kinds = [k for k in form.kinds if k.id != REPORT]
    units = said.get("units") or {k.id: [f"{k.id}{n}" for n in _NUMBERED] for k in kinds[:2]}
    first = next(iter(units.values()))
    unsaid = dict(zip(first, (ANY_RULE, WORDS, LEFT_BLANK, NOT_SENT), strict=False))
    return SampleRecipe(
        form,
        form.periods.around(DAY),
        {kind: tuple(names) for kind, names in units.items()},
        said.get("faults", unsaid),
        {place: tuple(texts) for place, texts in said.get("texts", {}).items()},
        {place: (float(least), float(most)) for place, (least, most) in said.get("numbers", {}).items()},
    )
