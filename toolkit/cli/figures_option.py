"""``collect --figures``: the figures that came, as a table beside what is told of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import toolkit.terminal as out
from toolkit.cli.app import unset_option
from toolkit.cli.arguments import require_outside

if TYPE_CHECKING:
    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.model import Form
    from toolkit.form.period import Period
    from toolkit.submissions.results import CollectResult

Figures = Annotated[
    Path | None,
    unset_option(
        "--figures",
        "文件",
        "另把每个单位的每个数写成一张长表，一个数一行，注明文件和单元格；没有工作目录、名册也行。按文件名的后缀写成 CSV、Excel 工作簿或 Parquet。",
    ),
]


def parse_table_path(said: Path, paths: list[Path], folder: WorkFolder | None) -> Path:
    """Return where a table of figures goes; refuse a name that does not say its format."""
    from toolkit.collecting.figure_table import ENDINGS

    if said.suffix.lower() not in ENDINGS:
        raise out.usage_error("{} 应以 {} 结尾", said, "、".join(ENDINGS))
    return require_outside(said, paths, folder)


def write_and_tell_table(
    collected: CollectResult, form: Form, period: Period, path: Path, *, quiet: bool
) -> None:
    """Write the table, and say where it lies."""
    from toolkit.collecting.figure_table import write_figure_table

    write_figure_table(collected.standing, form, period, path)
    if not quiet:
        out.print_line("各单位的数：{}", path)
