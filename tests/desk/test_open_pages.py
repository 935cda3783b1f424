"""The program ends with its last window, and not with a tab that sleeps."""

from toolkit.desk.open_pages import GRACE, OpenPages


def looks(pages, times, *, busy=False):
    return [pages.look(busy=busy) for _ in range(times)][-1]


def test_until_the_first_page_came_nobody_went():
    assert not looks(OpenPages(), 10 * GRACE)


def test_it_ends_a_while_after_the_last_page_went():
    pages = OpenPages()
    pages.say_open("a")
    pages.say_open("b")
    pages.say_closed("a")
    assert not looks(pages, 10 * GRACE)
    pages.say_closed("b")
    assert not looks(pages, GRACE)
    assert looks(pages, 1)


def test_a_page_that_follows_another_one_keeps_it_going():
    pages = OpenPages()
    pages.say_open("a")
    pages.say_closed("a")
    looks(pages, GRACE)
    pages.say_open("b")
    assert not looks(pages, 10 * GRACE)


def test_an_act_that_runs_is_not_left():
    pages = OpenPages()
    pages.say_open("a")
    pages.say_closed("a")
    assert not looks(pages, 10 * GRACE, busy=True)
    assert looks(pages, GRACE + 1)
