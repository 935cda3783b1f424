"""Who does something too often is held up, for a while, and nobody else is."""

from toolkit.counter import throttle
from toolkit.counter.throttle import Throttle


def test_so_often_within_so_long_and_then_again():
    now = [0.0]
    slow = Throttle(2, 10.0, lambda: now[0])
    assert [True, True, False] == [slow.may("a") for _ in range(3)]
    assert slow.may("b")
    now[0] = 9.9
    assert not slow.may("a")
    now[0] = 10.0
    assert [True, True, False] == [slow.may("a") for _ in range(3)]


def test_no_more_are_remembered_than_fit(monkeypatch):
    monkeypatch.setattr(throttle, "MOST_KNOWN", 10)
    slow = Throttle(1, 10.0, lambda: 0.0)
    assert all(slow.may(str(i)) for i in range(100))
    assert len(slow._did) <= 11
