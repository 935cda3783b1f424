"""Where a form may turn the browser to: another page of this desk, and nowhere else."""

import pytest

from toolkit.desk.pages import local_path


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
