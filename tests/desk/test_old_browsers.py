"""Pages keep to what Chromium 86 and Firefox ESR 78 know: browsers of Kylin and UOS are that old."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "toolkit"
STYLES = sorted(p for home in ("desk", "counter") for p in (PACKAGE / home / "static").glob("*.css"))
SCRIPTS = sorted((PACKAGE / "desk" / "static").glob("*.js"))
PAGES = sorted(p for home in ("desk", "counter") for p in (PACKAGE / home / "templates").glob("*.j2"))
NEWER_STYLES = {
    r":has\(": "Chromium 105",
    r":is\(|:where\(": "Chromium 88",
    r"\binset(-(block|inline))?\s*:": "Chromium 87",
    r"\baspect-ratio\s*:": "Chromium 88",
    r"\baccent-color\s*:": "Chromium 93",
    r"\bcolor-mix\(|\boklch\(|\blab\(": "Chromium 111",
    r"@container|@layer|@scope|@property|@starting-style": "Chromium 85 to 118, Firefox 97 and later",
    r"\b\d+(?:\.\d+)?[sld]v[hw]\b|\bcq[wh]\b": "Chromium 105",
    r"\b(?:text-wrap|scrollbar-width|content-visibility|overscroll-behavior-block)\s*:": "newer than 86",
    r"\boverflow(-[xy])?\s*:\s*clip": "Chromium 90",
    r"\bsubgrid\b|\bmasonry\b": "Chromium 117",
    r"\b(?:margin|padding|border)-(?:inline|block)\s*:": "Chromium 87",
    r"\(\s*(?:width|height)\s*[<>]": "Chromium 104",
    r"^\s*&": "nesting, Chromium 120",
}
NEWER_SCRIPTS = {
    r"\bstructuredClone\b": "Chromium 98",
    r"\.at\(": "Chromium 92",
    r"\bObject\.hasOwn\b": "Chromium 93",
    r"\.(?:toSorted|toReversed|toSpliced|findLast|findLastIndex|groupBy|replaceChildren)\(": "newer than 86 or 78",
    r"\?\?=|\|\|=|&&=": "Firefox 79",
    r"^\s*await\b": "at the top: Chromium 89",
    r"\bstatic\s*\{|#\w+\s+in\b": "Chromium 91",
    r"\.(?:showModal|showPopover|togglePopover|checkVisibility)\(": "dialogs: Firefox 98",
    r"\bcrypto\.randomUUID\b": "Chromium 92, and only where it is safe",
    r"\bAbortSignal\.(?:timeout|any)\b": "Chromium 103",
    r"\b(?:import|export)\b\s*[\w{*(]": "no modules",
    r"\bWeakRef\b|\bArray\.fromAsync\b|\bPromise\.(?:any|withResolvers)\b": "newer than 86 or 78",
    r"\(\?<[=!]": "lookbehind: Firefox 78 knows it, Safari does not",
}
NEWER_PAGES = {
    r"<dialog\b": "Firefox 98",
    r"\b(?:popover|inert|enterkeyhint|fetchpriority|blocking)(?:=|>|\s)": "newer than 86",
    r"\bloading=": "Firefox: only of pictures",
    r"<details[^>]* name=": "Chromium 120",
    r"<search\b": "Chromium 118",
}


def found(path, newer):
    text = re.sub(r"/\*.*?\*/|(?m:^\s*//.*$)", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [f"{m[0].strip()} ({why})" for p, why in newer.items() for m in re.finditer(p, text, re.MULTILINE)]


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.name)
def test_styles_keep_to_what_old_browsers_know(path):
    assert [] == found(path, NEWER_STYLES)


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.name)
def test_what_has_the_focus_is_seen_where_nobody_knows_focus_visible(path):
    """A browser that does not know one selector of a list drops the rule: its own ring stays, unless it is taken away."""
    for rule in re.findall(r"([^{}]*)\{([^{}]*)\}", path.read_text(encoding="utf-8")):
        if ":focus" in rule[0] and ":focus-visible" not in rule[0]:
            assert "outline: none" not in rule[1], rule


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_scripts_keep_to_what_old_browsers_know(path):
    assert [] == found(path, NEWER_SCRIPTS)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.parent.parent.name + "/" + p.name)
def test_pages_keep_to_what_old_browsers_know(path):
    assert [] == found(path, NEWER_PAGES)
    assert not re.search(r"\son\w+=|\sstyle=|<script(?! src=)|<style", path.read_text(encoding="utf-8")), (
        "the policy lets none in"
    )


@pytest.mark.parametrize(
    ("newer", "text", "count"),
    [
        (NEWER_STYLES, ".a:has(b) { inset: 0; min-height: 100dvh }", 3),
        (NEWER_STYLES, "@media (width < 600px) { a { overflow: clip } }", 2),
        (NEWER_SCRIPTS, "await fetch('/x'); a ??= structuredClone(b.at(-1))", 4),
        (NEWER_PAGES, "<dialog open><div popover>", 2),
    ],
)
def test_what_is_newer_is_found(tmp_path, newer, text, count):
    (tmp_path / "x").write_text(text, encoding="utf-8")
    assert count == len(found(tmp_path / "x", newer))
