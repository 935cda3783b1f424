"""The site of the documentation: built strictly, whole, and readable without a network."""

import re
import shlex
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import browser
import pytest
from typer.main import get_command

from toolkit import cli
from tools import site as site_tool
from tools.site_pages import draw_command_pages, notebook_text

pytestmark = pytest.mark.slow
TEN_MINUTES = site_tool.ROOT / "docs" / "site" / "ten-minutes.md"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    home = tmp_path_factory.mktemp("site")
    assert 0 == site_tool.build_site(home / "site", home / "source")
    return home / "site"


class Links(HTMLParser):
    """The links of a page and the places in it."""

    def __init__(self, path):
        super().__init__()
        self.to, self.places = [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, _tag, attrs):
        said = dict(attrs)
        self.places |= {said.get("id"), said.get("name")}
        self.to += [said[n] for n in ("href", "src") if said.get(n)]


def test_every_link_of_every_page_leads_to_a_file_and_a_place_of_the_site(site):
    pages = {path: Links(path) for path in site.rglob("*.html")}
    assert len(pages) > 60
    for path, page in pages.items():
        for link in page.to:
            where, _, place = unquote(link).partition("#")
            if re.match(r"[a-z]+:", where) or path.name == "404.html":
                continue
            target = (path.parent / where.partition("?")[0]).resolve() if where else path
            assert target.is_file(), f"{path.name}: {link}"
            assert not place or target.suffix != ".html" or place in pages[target].places, (
                f"{path.name}: {link}"
            )


def test_no_page_loads_anything_of_the_outside(site):
    assert [] == site_tool.outside_resources(site)


@pytest.mark.parametrize(
    "text",
    [
        '<script async src="https://a.example/x.js"></script>',
        "<img alt='' src=//a.example/x.png>",
        '<link rel="stylesheet" href="https://a.example/x.css">',
        "<style>@font-face { src: url(https://a.example/x.woff) }</style>",
    ],
)
def test_what_would_be_loaded_of_the_outside_is_found(tmp_path, text):
    (tmp_path / "x.html").write_text(f'<a href="https://b.example">a link may lead anywhere</a>{text}')
    (found,) = site_tool.outside_resources(tmp_path)
    assert "a.example" in found


def test_every_command_has_a_page_with_all_that_its_help_has():
    pages = {page.words: page.text for page in draw_command_pages()}

    def below(command, words=()):
        yield words, command
        for name, one in getattr(command, "commands", {}).items():
            yield from below(one, (*words, name))

    for words, command in below(get_command(cli.app)):
        for param in command.params:
            assert param.param_type_name == "argument" or param.opts[0] in pages[words]
            assert param.help.partition("。")[0][:8] in pages[words].replace("\\", "")
        for shared in ("--quiet", "--log", "--help"):
            assert shared in pages[words]
    assert {"--version", "--install-completion"} <= set(re.findall("--[a-z-]+", pages[()]))


def test_the_commands_of_the_ten_minutes_are_commands_with_these_options():
    program = get_command(cli.app)
    text = TEN_MINUTES.read_text(encoding="utf-8")
    lines = re.findall(r"^    (toolkit .*)$", text, re.MULTILINE) + re.findall(r"`(toolkit [^`]*)`", text)
    assert len(lines) > 10
    for line in lines:
        _, name, *rest = shlex.split(line)
        known = {option for p in program.commands[name].params for option in p.opts}
        assert {word for word in rest if word.startswith("-")} <= known, line


def test_a_notebook_is_shown_with_its_code_and_what_came_of_it(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text(
        '{"cells": [{"cell_type": "markdown", "source": ["# 题"]},'
        ' {"cell_type": "code", "source": ["1 + 1"], "outputs": [{"data": {"text/plain": ["2"]}}]}]}',
        encoding="utf-8",
    )
    assert "# 题\n\n```python\n1 + 1\n```\n\n```text\n2\n```\n" == notebook_text(path)


@pytest.mark.browser
def test_opened_from_a_folder_nothing_is_asked_of_the_outside_and_chinese_is_found(site, chromium):
    watched = browser.Watched(chromium)
    page = watched.page
    page.goto((site / "index.html").as_uri())
    page.click("input[name=query]")
    page.keyboard.type("退回件")
    page.keyboard.press("End")  # what is typed as Chinese ends with a key
    page.wait_for_selector(".md-search-result__item")
    found = [link.get_attribute("href") for link in page.query_selector_all(".md-search-result__link")]
    assert any("ten-minutes" in link for link in found)
    page.goto((site / "docs" / "commands" / "report.html").as_uri())
    assert [] == watched.faults
    assert [] == [address for address in watched.asked if not address.startswith(Path(site).as_uri())]
