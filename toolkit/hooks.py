"""What an office adds of its own: checks of submissions and outputs of the report, as installed packages that say so.

A package names its functions in its metadata (``[project.entry-points."toolkit.checks"]``, ``"toolkit.outputs"``); installing it
is all there is to do. docs/examples/office-plugin is one.

A check is ``check(submission, form)`` and yields ``UnitQuestion``: the unit is asked as of a number far off, its answer or the
office's settles it; what must hold whatever they answer is a rule, and stands in the definition. *submission* has figures and
rows as they were filled in. An output is ``output(folder, made)`` and returns bytes by file name; they are written beside the
report, below 另外的输出.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import ToolkitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolkit.form.model import Cell

CHECKS, OUTPUTS = "toolkit.checks", "toolkit.outputs"
"""The groups of entry points."""


class HookError(ToolkitError):
    """What an office added of its own does not work."""


class UnitQuestion(NamedTuple):
    """What a check asks: what is odd, what is to be done, and the cell it is about (None: the whole submission)."""

    said: str
    todo: str
    cell: Cell | None = None


class Hook(NamedTuple):
    """One function somebody added: its name, the package and version it is of, and itself."""

    name: str
    package: str
    version: str
    call: Callable[..., Any]

    def run(self, *given: object) -> Any:
        """Call it; raise HookError for whatever it raises, with whose it is."""
        try:
            made = self.call(*given)
            return list(made) if isinstance(made, Iterator) else made
        except Exception as error:
            raise HookError(
                f"外加的“{self.name}”（{self.package} {self.version}）出错：{type(error).__name__}: {error}。"
                f"请告诉做它的人；先不用它的，运行 pip uninstall {self.package}。"
            ) from error


@cache
def installed_hooks(group: str) -> tuple[Hook, ...]:
    """Return what is installed of a group, in the order of the names; raise HookError for what cannot be loaded."""
    return tuple(_load(point) for point in sorted(importlib.metadata.entry_points(group=group)))


def _load(point: importlib.metadata.EntryPoint) -> Hook:
    package, version = (point.dist.name, point.dist.version) if point.dist else ("", "")
    try:
        return Hook(point.name, package, version, point.load())
    except Exception as error:
        raise HookError(
            f"外加的“{point.name}”（{package} {version}）装不上：{type(error).__name__}: {error}。"
            f"请重新安装；先不用它的，运行 pip uninstall {package}。"
        ) from error
