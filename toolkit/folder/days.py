"""The office's day and hour of an instant: those of the calendar on its wall, never those of a UTC text.

At half past seven in the morning in China it is still yesterday in UTC: who looks then must be told today.
"""

from __future__ import annotations

import datetime

NO_TIME = datetime.datetime(1981, 1, 1, tzinfo=datetime.UTC).timestamp()
"""Before this a file's own time says nothing: programs that do not know it write 0, or the first day zips can say."""


def current_utc_time() -> str:
    """Return now as the ledger writes times: ISO, UTC."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def format_file_time(modified: float) -> str:
    """Return when a file was written (seconds since 1970) as the ledger writes times."""
    return datetime.datetime.fromtimestamp(modified, datetime.UTC).isoformat(timespec="seconds")


def to_office_time(at: str) -> datetime.datetime:
    """Return an instant of the ledger (ISO with its zone) as this office's clock shows it."""
    return datetime.datetime.fromisoformat(at).astimezone()


def office_day_of(at: str) -> str:
    """Return the office's civil day of an instant (ISO with its zone), YYYY-MM-DD."""
    return to_office_time(at).date().isoformat()


def office_minute_of(at: str) -> str:
    """Return day and time of day of an instant (ISO with its zone) as people read them, YYYY-MM-DD HH:MM."""
    return f"{to_office_time(at):%Y-%m-%d %H:%M}"


def is_plausible_file_time(modified: float) -> bool:
    """Tell whether a file's own time (in seconds since 1970) says when it was saved."""
    return modified >= NO_TIME


def file_saved_time(modified: float, came: str) -> str:
    """Return the instant a file was saved, ISO: never after it *came*, and then where nothing tells it."""
    received = datetime.datetime.fromisoformat(came)
    if not is_plausible_file_time(modified) or modified >= received.timestamp():
        return came
    return datetime.datetime.fromtimestamp(modified, datetime.UTC).isoformat()
