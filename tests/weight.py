"""How much a test takes, told by what it calls: what draws offices, runs other programs or searches is slow."""

from functools import cache
from types import CodeType, FunctionType, ModuleType

LIGHT, SLOW, LONG = 0, 1, 20
"""Python alone; an office, workers or a search; a spreadsheet program or a browser."""
HEAVY = {
    ("toolkit.collecting.collect", "collect_submissions"),
    ("toolkit.merging.merge", "merge_report"),
    ("toolkit.author.samples", "make_demo_folder"),
    ("toolkit.author.samples", "draw_sample_workbooks"),
    ("toolkit.author.form_samples", "make_form_demo"),
    ("toolkit.author.form_samples", "draw_two_rounds"),
    ("toolkit.author.rule_fixtures", "find_rule_fixtures"),
    ("toolkit.folder.work_folder", "make_work_folder"),
    ("toolkit.publishing.put_documents", "draw_composed_report"),
    ("toolkit.rendering.render", "render_workbook"),
    ("toolkit.intake.workers", "run_in_workers"),
    ("distributed.deploy.local", "LocalCluster"),
    ("toolkit.intake.dask_cluster", "DaskCluster"),
    ("township", "copy_township"),
    ("township", "merged_township"),
    ("subprocess", "run"),
    ("subprocess", "Popen"),
}
"""The functions that take their time, by module and name."""
TOGETHER = ("worked_copies",)
"""What is made once a session and takes so long that the modules which begin from it run one after another: none waits for it."""
SEARCHES, PROGRAMS = "hypothesis", {"office", "browser", "wine"}


def weight_of(item):
    """Return LIGHT, SLOW or LONG: by its marks, by what it calls and by what its fixtures call."""
    if PROGRAMS & {m.name for m in item.iter_markers()}:
        return LONG
    test = getattr(item, "function", None)
    if item.get_closest_marker("slow"):
        return SLOW
    if test is None or hasattr(test, SEARCHES):
        return SLOW if test else LIGHT
    fixtures = [d[-1].func for d in item._fixtureinfo.name2fixturedefs.values()]
    return SLOW if any(_takes_its_time(f) for f in (test, *fixtures)) else LIGHT


def long_first(weights, workers):
    """Return the tests of *weights* in the order they run: a share a worker, the long modules of each share first.

    A module stays together: what its fixtures made is used by all of its tests. So do those that begin from the same.
    """
    modules = {}
    for item in weights:
        begins_from = next((name for name in TOGETHER if hasattr(item.module, name)), item.path)
        modules.setdefault(begins_from, []).append(item)
    shares = [[] for _ in range(workers)]
    for at, tests in enumerate(sorted(modules.values(), key=lambda tests: -sum(weights[i] for i in tests))):
        light = all(weights[i] == LIGHT for i in tests)
        share = min(shares, key=len) if light else shares[at % workers]
        share += tests
    return [i for share in shares for i in share]


_light = set()
"""Functions of which nothing they call is heavy."""


@cache
def _takes_its_time(function):
    seen = set()
    heavy = _is_heavy(function, seen)
    if not heavy:
        _light.update(seen)
    return heavy


def _is_heavy(function, seen):
    """Whether a function, or one of the tests' own it calls, is among the heavy ones."""
    function = getattr(function, "__wrapped__", function)
    if not isinstance(function, FunctionType) or function in seen or function in _light:
        return False
    seen.add(function)
    names = set(_names(function.__code__))
    for name in names:
        called = function.__globals__.get(name)
        if isinstance(called, ModuleType) and any((called.__name__, n) in HEAVY for n in names):
            return True
        where = getattr(called, "__module__", None)
        if (where, getattr(called, "__name__", None)) in HEAVY or name in ("convert", "CliRunner", "main"):
            return True
        own = list(vars(called).values()) if isinstance(called, type) else [called]
        if where and not where.startswith("toolkit") and any(_is_heavy(f, seen) for f in own):
            return True
    return False


def _names(code):
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)
