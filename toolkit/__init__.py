"""toolkit：表格的下发、收回、审核与汇总；要公布的报告的编写与核对。

    import toolkit

    figures = toolkit.read_figures("收到")  # a pandas frame, a line a figure; no work folder needed

    result = toolkit.collect("收到", folder="清河镇2024")
    form, sent = toolkit.load_form(), toolkit.load_submissions("清河镇2024")
    figures = toolkit.figures_frame(sent, form)  # a pandas frame, a line a figure

What there is: ``toolkit.api``. Nothing heavy is imported before it is used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.api import (
        Cell,
        CheckedWorkbook,
        CollectedFile,
        CollectResult,
        Finding,
        Form,
        FormError,
        MergeResult,
        Submission,
        ToolkitError,
        UnitQuestion,
        Unreadable,
        WorkFolder,
        WorkFolderError,
        check,
        collect,
        figures_frame,
        load_form,
        load_submissions,
        merge,
        open_folder,
        output_schema,
        read_figures,
        rows_frame,
    )

__all__ = [
    "Cell",
    "CheckedWorkbook",
    "CollectResult",
    "CollectedFile",
    "Finding",
    "Form",
    "FormError",
    "MergeResult",
    "Submission",
    "ToolkitError",
    "UnitQuestion",
    "Unreadable",
    "WorkFolder",
    "WorkFolderError",
    "__version__",
    "check",
    "collect",
    "figures_frame",
    "load_form",
    "load_submissions",
    "merge",
    "open_folder",
    "output_schema",
    "read_figures",
    "rows_frame",
]

__version__ = "0.2.0"


def __getattr__(name: str) -> Any:
    """Import the API when something of it is first asked for: the commands start without it."""
    if name not in __all__:
        raise AttributeError(f"module 'toolkit' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module("toolkit.api"), name)


def __dir__() -> list[str]:
    """Name what the API offers."""
    return sorted(__all__)
