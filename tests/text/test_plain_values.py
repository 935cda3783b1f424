"""What a record says at its head that it tells is what it tells."""

from typing import NamedTuple

from toolkit.text.plain_values import pick_plain, to_plain, told_as


class Owner(NamedTuple):
    code: str
    name: str


@told_as("owner.code was=before doubled")
class Told(NamedTuple):
    owner: Owner
    before: tuple[int, ...]

    @property
    def doubled(self) -> int:
        return 2 * len(self.before)


TOLD = Told(Owner("01", "甲村"), (1, 2))
PLAIN = {"code": "01", "was": [1, 2], "doubled": 4}


def test_a_record_tells_what_its_head_names_and_no_more():
    assert PLAIN == TOLD.plain() == to_plain(TOLD)
    assert list(PLAIN) == list(to_plain(TOLD))


def test_a_record_within_another_is_told_as_it_says_itself():
    assert {"some": [PLAIN], "owner": {"code": "01", "name": "甲村"}} == to_plain(
        {"some": (TOLD,), "owner": TOLD.owner}
    )


def test_what_is_said_takes_the_place_of_an_attribute_there_is_none_of():
    assert {"code": "01", "gone": None} == pick_plain(TOLD, "owner.code gone", gone=None)
