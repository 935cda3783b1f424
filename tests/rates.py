"""The form of rates, for tests."""

import tomllib
from pathlib import Path

from toolkit.definition.load_form import build_form
from toolkit.form.model import Cell

DEFINITION = Path(__file__).parent / "data" / "rates-form.toml"


def rates_form():
    return build_form(tomllib.loads(DEFINITION.read_text(encoding="utf-8")), DEFINITION.name)


def figure(row, column, table="隐患"):
    return Cell(table, row, column)
