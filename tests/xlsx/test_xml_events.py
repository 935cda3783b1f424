"""XML as events, within bounds."""

import pytest

from toolkit.errors import Unreadable
from toolkit.xlsx.xml_events import parse_xml_events


def nested(depth):
    return "<a>" * depth + "</a>" * depth


def attributes(count):
    return "<a" + "".join(f' b{i}=""' for i in range(count)) + "/>"


@pytest.mark.parametrize(
    "text", [nested(64), f"<r>{nested(63) * 3}</r>", f"<r>{'<a/>' * 1000}</r>", attributes(200)]
)
def test_elements_may_lie_64_deep_and_have_200_attributes(text):
    assert parse_xml_events(text, {}) in ("a", "r")


@pytest.mark.parametrize("text", [nested(65), f"<r>{'<a/>' * 3}{nested(64)}</r>", attributes(201)])
def test_what_lies_deeper_or_has_more_is_refused(text):
    with pytest.raises(Unreadable) as caught:
        parse_xml_events(text, {})
    assert "xml-too-deep" == caught.value.code


def test_what_declares_its_own_language_is_refused():
    with pytest.raises(Unreadable) as caught:
        parse_xml_events('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', {})
    assert "xml-dtd" == caught.value.code
