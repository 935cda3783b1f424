"""The site of the documentation: ``python -m tools.site build/site``. Nothing is fetched, neither to make it nor to read it.

What stands in the repository is laid out as it stands there, so that its links hold; pages that are made are put beside it
(``tools/site_pages.py``). mkdocs builds it strictly: a link or an anchor that leads nowhere is an error.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from tools.site_pages import draw_command_pages, folder_text, headings_of_commands, notebook_text

ROOT = Path(__file__).parent.parent
SETTINGS = ROOT / "docs" / "site" / "mkdocs.yml"
TOP = ("README.zh-CN.md", "CONTRIBUTING.md", "DECISIONS.md", "CHANGELOG.md", "SECURITY.md")
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)#\s]+)\)")
HOME, OVERVIEW = "docs/site/index.md", "OVERVIEW.md"
_LINE_END = re.compile(r"(?<=[\u4e00-\u9fff，。；：、”）》？！])\n(?=[\u4e00-\u9fff“（《`])")
"""The end of a line within Chinese words, which a browser would show as a space."""
SHIM = "docs/site/iframe-worker.js"
SHIM_ELSEWHERE = "https://unpkg.com/iframe-worker/shim"
"""What lets the search work in a page opened from a folder: the theme would fetch it."""
_LOADED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*?\b(?:src|srcset|data)=["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|<link\b(?=[^>]*\brel=["']?(?!canonical)[a-z ]+)[^>]*?\bhref=["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|url\(["']?((?:https?:)?//[^"')]+)|@import\s+["']((?:https?:)?//[^"']+)""",
    re.IGNORECASE,
)


def lay_out_source(source: Path) -> None:
    """Lay everything the site is made of into *source*, anew."""
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir(parents=True)
    for name in TOP:
        shutil.copy2(ROOT / name, source / name)
    shutil.copy2(
        ROOT / "README.md", source / OVERVIEW
    )  # of two pages that may be a folder's first mkdocs takes one
    shutil.copytree(ROOT / "docs", source / "docs", ignore=shutil.ignore_patterns("mkdocs.yml", "*.ipynb"))
    (source / "docs" / "notebook.md").write_text(
        notebook_text(ROOT / "docs" / "notebook.ipynb"), encoding="utf-8"
    )
    for page in draw_command_pages():
        path = source / "docs" / "commands" / page.file
        path.parent.mkdir(exist_ok=True)
        path.write_text(page.text, encoding="utf-8")
    for path in sorted(source.rglob("*.md")):
        path.write_text(_LINE_END.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
        _lay_out_linked(source, path)
    shutil.copy2(source / HOME, source / "index.md")
    home = (source / "index.md").read_text(encoding="utf-8")
    moved = re.sub(
        r"\]\(([^):]+)\)", lambda m: f"]({os.path.normpath(f'docs/site/{m[1]}').replace(os.sep, '/')})", home
    )
    (source / "index.md").write_text(moved, encoding="utf-8")
    (source / HOME).unlink()


def _lay_out_linked(source: Path, page: Path) -> None:
    """Put beside the pages what *page* links to that is no page: files of the repository, and a page for a folder of them."""
    text = page.read_text(encoding="utf-8")
    for link in dict.fromkeys(_LINK.findall(text)):
        if "://" in link:
            continue
        target = PurePosixPath(os.path.normpath(page.parent.relative_to(source).as_posix() + "/" + link))
        there, here = ROOT / target, source / target
        if there.is_dir():
            shutil.copytree(there, here, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
            names = sorted(p.relative_to(there).as_posix() for p in there.rglob("*") if p.is_file())
            (here / "index.md").write_text(folder_text(target.as_posix(), names), encoding="utf-8")
            text = text.replace(f"]({link})", f"]({link}/index.md)")
        elif target.name.endswith(".ipynb"):
            where = os.path.relpath(source / "docs" / "notebook.md", page.parent)
            text = text.replace(f"]({link})", f"]({where})")
        elif there.is_file() and not here.exists():
            here.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(there, here)
    page.write_text(text, encoding="utf-8")


def navigation() -> list[dict[str, Any]]:
    """Return the menu: for clerks, for authors of forms, for developers and people of data."""
    files = {page.words: f"docs/commands/{page.file}" for page in draw_command_pages()}
    commands: list[Any] = [files[()]]
    for heading, names in headings_of_commands():
        commands.append(
            {heading: [{" ".join(words): files[words]} for words in files if words and words[0] in names]}
        )
    rules = (("年报", "xxgk"), ("隐患排查", "yhpc"), ("12345", "rx12345"), ("收益分配", "njsy"))
    return [
        {"首页": "index.md"},
        {
            "办事员": [
                {"一年的事，十分钟": "docs/site/ten-minutes.md"},
                {"使用说明": "README.zh-CN.md"},
                {"每条消息是什么意思": "docs/messages.md"},
                {"别的程序存过的工作簿": "docs/rewriters.md"},
                {"答应什么": "docs/promises.md"},
            ]
        },
        {"命令": commands},
        {
            "表样作者": [
                {"从一张空表到汇总表": "docs/adopt-a-blank.md"},
                {"定义怎么写": "docs/definition.md"},
                *({f"{name}的规则": f"docs/rules-{form}.md"} for name, form in rules),
            ]
        },
        {
            "数据和开发": [
                {"笔记本": "docs/notebook.md"},
                {"给程序用的输出": "docs/schemas/index.md"},
                {"README": OVERVIEW},
                {"Contributing": "CONTRIBUTING.md"},
                {"Developing": "docs/developing.md"},
                {"Performance": "docs/performance.md"},
                {"Decisions": "DECISIONS.md"},
                {"Changelog": "CHANGELOG.md"},
                {"Security": "SECURITY.md"},
            ]
        },
    ]


def outside_resources(site: Path) -> list[str]:
    """Return every address outside the site that one of its pages or styles would load."""
    pages = sorted(p for p in site.rglob("*") if p.suffix in (".html", ".css"))
    return [
        f"{path.relative_to(site)}: {next(filter(None, match.groups()))}"
        for path in pages
        for match in _LOADED.finditer(path.read_text(encoding="utf-8"))
    ]


def _take_shim_from_here(site: Path) -> None:
    """Let every page take the shim from the site itself."""
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        here = os.path.relpath(site / SHIM, path.parent).replace(os.sep, "/")
        path.write_text(text.replace(SHIM_ELSEWHERE, here), encoding="utf-8")


def build_site(site: Path, source: Path) -> int:
    """Build the site into *site*; return 1 where a link leads nowhere or something of the outside would be loaded."""
    lay_out_source(source)
    settings = source.with_name("mkdocs.yml")
    menu = yaml.safe_dump({"nav": navigation()}, allow_unicode=True, sort_keys=False)
    places = yaml.safe_dump(
        {"docs_dir": str(source.resolve()), "site_dir": str(site.resolve())}, allow_unicode=True
    )
    settings.write_text(SETTINGS.read_text(encoding="utf-8") + places + menu, encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "--strict", "-f", str(settings)]
    if subprocess.run(command, check=False, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}).returncode:
        return 1
    _take_shim_from_here(site)
    outside = outside_resources(site)
    print("\n".join(outside or [f"the site is in {site}: open {site / 'index.html'}"]))  # noqa: T201 - a tool of the makefile
    return int(bool(outside))


def main() -> int:
    """Build the site where it is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    site = parser.parse_args().site
    return build_site(site, site.with_name(f"{site.name}-source"))


if __name__ == "__main__":
    sys.exit(main())
