"""Where a form may turn the browser to, and which of our files a browser may keep."""

import pytest
from desks import open_desk

from toolkit.desk.pages import local_path, static_address


@pytest.mark.parametrize("said", ["/", "/unit/371?x=1#a", "/unit/甲村", "/a//b"])
def test_a_page_of_this_desk_is_turned_to(said):
    assert said == local_path(said)


@pytest.mark.parametrize(
    "said",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=1",
        "",
        "unit",
    ],
)
def test_any_other_address_leads_home(said):
    assert "/" == local_path(said)


def test_a_file_of_ours_is_kept_by_the_address_that_names_its_content_and_pages_are_not():
    with open_desk() as (_, browser):
        start = browser.get("/").headers["location"]
        page = browser.get(start)
        address = static_address("desk.css")
        assert address in page.text
        assert "immutable" in browser.get(address).headers["cache-control"]
        for other in (
            "/",
            "/static/desk.css",
            "/static/desk.css?v=0",
            address.replace("desk.css", "desk.js"),
        ):
            assert "no-store" == browser.get(other).headers["cache-control"], other
