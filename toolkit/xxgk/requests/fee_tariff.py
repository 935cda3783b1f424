"""信息处理费 by the tariff: what one request costs by its number in the month, or by its pages (国办函〔2020〕109号)."""

from __future__ import annotations

from typing import NamedTuple

BY_REQUEST, BY_PAGE = "按件", "按量"
FREE_REQUESTS, FREE_PAGES = 10, 30
_PAGES = ((30, 0), (100, 10), (200, 20))
_BEYOND_PAGES = 40
"""Yuan a page: up to 30 nothing, 31 to 100 ten, 101 to 200 twenty, beyond that forty."""


class Fee(NamedTuple):
    """What a request costs in yuan, and how that comes about."""

    yuan: int
    how: str


def fee_of_request(number: int) -> Fee:
    """Return what the *number*-th request of one applicant in a month costs."""
    if number <= FREE_REQUESTS:
        return Fee(0, f"当月第 {number} 件，{FREE_REQUESTS} 件以下不收费")
    step = 1 if number <= 30 else (number - 31) // 10 + 2
    return Fee(100 * step, f"当月第 {number} 件，每件 {100 * step} 元")


def fee_of_pages(pages: int) -> Fee:
    """Return what so many pages cost: each band of pages by its own price."""
    total, before, parts = 0, 0, []
    for until, price in (*_PAGES, (pages, _BEYOND_PAGES)):
        here = max(0, min(pages, until) - before)
        if here and price:
            parts.append(f"{before + 1}—{before + here} 页 {here} 页 × {price} 元")
        total += here * price
        before = max(before, until)
    return Fee(total, "；".join(parts) or f"{pages} 页，{FREE_PAGES} 页以下不收费")


def fee_by_tariff(basis: str, count: float) -> Fee | None:
    """Return what a request costs by *basis* (按件, 按量) and *count*; None where either is not said."""
    if count < 1 or count != int(count) or basis not in (BY_REQUEST, BY_PAGE):
        return None
    return fee_of_request(int(count)) if basis == BY_REQUEST else fee_of_pages(int(count))
