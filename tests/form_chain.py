"""A form carried through every verb from its definition alone, as clerks would: filled in by type, sent back, mended, merged.

``FormChain`` knows nothing of any form. What a report should come to is added up by pandas from what was typed
(``by_hand``), never by our own engine; grounded rules only say which cells people fill in and where a figure starts.
"""

import copy
import dataclasses
import datetime
import json
import random
import shutil
import tomllib
import traceback
from unittest import mock

from by_hand import by_hand, hold_report, hold_unit, of_unit, row_holds, slack
from click.testing import CliRunner
from draw import who
from killed import here
from mending import marked_cells
from office import lightened_copies
from random_forms import to_toml
from typer.main import get_command
from typing_in import type_cells

from toolkit.author.invented_submission import SubmissionInventor
from toolkit.author.sample_recipe import recipe_of
from toolkit.cli import app
from toolkit.collecting import take_in as taking
from toolkit.definition.load_form import build_form
from toolkit.figures.check import judge_submissions
from toolkit.folder import roster_workbook
from toolkit.folder.kept_blank import read_given_blank
from toolkit.folder.roster import Unit
from toolkit.folder.work_folder import open_work_folder, workbook_timestamp
from toolkit.form.finding import ERROR
from toolkit.form.grounding import ground_form, required_priors
from toolkit.form.layout import CHECKS
from toolkit.form.model import REPORT, PriorCell
from toolkit.form.period import DAY, YEAR
from toolkit.form.placement import lay_out_workbook
from toolkit.form.rule_language import Operation, parse_expression
from toolkit.form.rule_trees import walk_references
from toolkit.form.submission import Row, Submission
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.returns import return_copies as returning
from toolkit.sheets.check_lines import check_sheet_lines
from toolkit.sheets.check_sheet import RULE, VERDICT, first_check_line
from toolkit.sheets.verdict_formulas import CheckCompiler
from toolkit.xlsx.open_workbook import open_book

TODAY = datetime.date(2025, 8, 20)
OFFICE, CODE, DEADLINE = "清河镇人民政府", "410308", "2099-01-10"
UNREAD = "20左右"
"""What somebody types in a number cell."""
FOLDERS = ("一轮", "二轮", "算过")
COMMAND = get_command(app)
"""The command line, put together once."""
CRASHES = (0, 1)
"""The exit codes of a command that did its work: nothing, or something, is to be done."""


def toolkit(*arguments, codes=CRASHES):
    """Run a command in this process; anything it raises is a crash, and comes out."""
    with (
        mock.patch.object(taking, "run_in_workers", here),
        mock.patch.object(returning, "run_in_workers", here),
    ):
        run = CliRunner().invoke(COMMAND, [str(a) for a in arguments], catch_exceptions=False)
    assert run.exit_code in codes, (arguments[0], run.exit_code, run.output)
    return run.output


@dataclasses.dataclass
class Filled:
    """What a unit types: figures by cell, rows of lists by column; what is not there stays blank."""

    cells: dict
    rows: dict
    prior: dict = dataclasses.field(default_factory=dict)

    def submission(self, folder, unit):
        """Return it as our checker takes it."""
        form, layout = folder.form, lay_out_workbook(folder.form, unit.kind)
        grounded = ground_form(form, unit.kind, folder.below or None)
        rows = {
            name: tuple(
                Row(layout.strips[name].first + 1 + i, {k: _stored(v) for k, v in r.items()})
                for i, r in enumerate(listed)
            )
            for name, listed in self.rows.items()
            if listed
        }
        zero = frozenset(n for n, listed in self.rows.items() if not listed)
        owner = _identity(form, unit, folder.office.period)
        return grounded, Submission(
            owner, {c: _stored(v) for c, v in self.cells.items()}, rows=rows, zero=zero, prior=self.prior
        )


def _identity(form, unit, period):
    return who(form, unit.kind, "", unit.code, unit.name)._replace(period=period.text)


def _listed(said):
    return [said] if isinstance(said, str) else said


def _is_same(read, typed):
    if isinstance(typed, float) and isinstance(read, float):  # a program keeps fifteen digits
        return abs(read - typed) < 1e-9 * max(1, abs(typed))
    return read == typed


def _stored(value):
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value if isinstance(value, str) else float(value)


class FormChain:
    """A form's work folder, its units, and what they type."""

    def __init__(self, home, definition, blank=None):
        """Begin with nothing made; *definition* is the TOML text of a form, *blank* the bytes of what it is filled in on."""
        self.home, self.text, self.blank_file = home, definition, blank
        self.form = build_form(
            tomllib.loads(definition), "t.toml", lambda form: read_given_blank(blank, form.blank)
        )
        self.rng = random.Random(definition)
        self.period = self.form.periods.around(TODAY)
        for name in FOLDERS:
            (home / name).mkdir(parents=True)
        kinds = [k.id for k in self.form.kinds if k.id != REPORT]
        self.units = [
            Unit(f"{CODE}{i:03}", f"第{i}单位", kinds[i % len(kinds)]) for i in range(max(3, len(kinds) + 1))
        ]
        self.typed, self.first, self.saved = {}, {}, {}
        self.prior, self.carried, self.before, self.crash = {}, {}, None, None

    # ── before a spreadsheet program has seen the files ──

    def hand_out_and_fill(self):
        """Make the folder, hand out, fill in every blank; return the files as sent first."""
        path = self.home / "表样.toml"
        path.write_text(self.text, encoding="utf-8")
        if self.form.blank:
            (self.home / self.form.blank).write_bytes(self.blank_file)
        self.work = self.home / "工作"
        self.folder = self.make_folder(path, self.work)
        assert self.form == self.folder.form
        assert self.form.given == self.folder.form.given
        toolkit("distribute", "-w", self.work, codes=(0,))
        return self.fill_in()

    def fill_in(self):
        """Fill in every blank that was handed out; return the files as sent first."""
        sent = []
        for i, unit in enumerate(self.units):
            self.typed[unit.code] = self.draw_values(unit)
            wrong = self.spoiled(unit) if i % 3 == 0 else None
            self.first[unit.code] = wrong or self.typed[unit.code]
            sent.append(self.home / "一轮" / self.blank(unit).name)
            shutil.copy(self.blank(unit), sent[-1])
            self.type_in(sent[-1], unit, self.first[unit.code])
        return sent

    def blank(self, unit):
        return next((self.work / "下发").glob(f"{unit.code}*.xlsx"))

    def draw_values(self, unit):
        """Draw a value for every input of every kind; where rules do not allow it, something plainer."""
        grounded = ground_form(self.form, unit.kind, None)
        plain = min(
            (self.filled(unit, {c: self.value(c, n) for c in grounded.inputs}, self.bare(unit)) for n in (0, 1, 12)),
            key=lambda f: len(self.broken(unit, f)[0]),
        )  # fmt: skip
        found = self.filled(unit, {c: self.value(c) for c in grounded.inputs}, self.rows(unit))
        for _ in range(8):
            checks, rows = self.broken(unit, found)
            if not checks and not rows:
                return found
            for check in checks:
                for cell in (*grounded.inputs_of(check.cells), *check.cells):
                    if cell in plain.cells:
                        found.cells[cell] = plain.cells[cell]
            for name, numbers in rows.items():
                found.rows[name] = [r for i, r in enumerate(found.rows[name]) if i not in numbers]
        bare = self.filled(unit, dict(found.cells), self.bare(unit))
        best = min((found, plain, bare), key=lambda f: len(self.broken(unit, f)[0]))
        if not self.broken(unit, best)[0]:
            return best
        return min((best, self.moved(unit, best)), key=lambda f: len(self.broken(unit, f)[0]))

    def moved(self, unit, filled):
        """Return *filled* with figures moved until rules hold that few numbers keep, as those of the samples are."""
        inventor = SubmissionInventor(
            ground_form(self.form, unit.kind, None), recipe_of(self.form), self.period, unit.code
        )
        made = inventor.invent(_identity(self.form, unit, self.period), {}, filled.prior).figures
        days = {c for c in made if self.form.figure(c).type == "date"}
        cells = {c: datetime.date.fromisoformat(v) if c in days else v for c, v in made.items()}
        return self.filled(unit, cells, filled.rows)

    def bare(self, unit):
        """Return lists without a row but those that go on from the period before."""
        return {
            r.id: list(self.carried.get(unit.code, {}).get(r.id, ()))
            for r in self.form.registers_of(unit.kind)
        }

    def filled(self, unit, cells, rows):
        return Filled(cells, rows, self.prior.get(unit.code, {}))

    def broken(self, unit, filled):
        """Return the error checks that *filled* breaks, and by list which of its rows break one."""
        grounded, made = filled.submission(self.folder, unit)
        judged = judge_submissions(grounded, [made], self.period)[0]
        layout, rows = lay_out_workbook(self.form, unit.kind), {}
        for check, verdict in judged.broken_rows(grounded.row_checks):
            if check.rule.weight == ERROR:
                first = layout.strips[check.list].first + 1
                rows.setdefault(check.list, set()).update(n - first for n in verdict.broken)
        return [c for c in judged.broken(grounded.checks) if c.rule.weight == ERROR], rows

    def value(self, cell, number=None):
        figure = self.form.figure(cell)
        if number is None:
            number = self.rng.randint(0, 9) + (
                round(self.rng.random(), figure.places) if figure.type == "number" else 0
            )
            if figure.negative and self.rng.random() < 0.3:
                number = -number
        return self.by_type(figure, number)

    def by_type(self, what, number):
        match what.type:
            case "text":
                return self.rng.choice(("甲", "张三", "文字 & <一段>", "0379-00000000"))
            case "date":
                return self.rng.choice(
                    (
                        self.period.first,
                        self.period.last,
                        datetime.date(self.period.year, 1, 1),
                        datetime.date(self.period.year, 5, 31),
                    )
                )
            case "option":
                return self.rng.choice(self.form.options[what.options]).id
        return round(number, what.places)

    def rows(self, unit):
        """Draw some rows of every list of a unit; those of a key differ, those that go together are filled in together."""
        made = {}
        for register in self.form.registers_of(unit.kind):
            worked = lay_out_workbook(self.form, unit.kind).strips[register.id].worked_out
            listed = list(self.carried.get(unit.code, {}).get(register.id, ()))
            number = f"{self.period.text[2:]}-" if listed else ""
            for i in range(self.rng.choice((2, 3, 4) if unit == self.units[0] else (0, 2, 3, 4))):
                row = {}
                for f in (x for x in register.fields if x.id not in worked):
                    if f.required or f.together or self.rng.random() < 0.7:
                        row[f.id] = self.by_type(f, self.rng.randint(0, 9) + 0.25)
                        if f.type == "text" and f.id in {
                            *register.key,
                            *(n for g in register.alike for n in g),
                        }:
                            row[f.id] = f"{unit.code[-1]}号{number}{i}"
                row |= {
                    f.together: self.by_type(register.field(f.together), 1)
                    for f in register.fields
                    if f.together and f.id in row and f.together not in row and f.together not in worked
                }
                listed.append(row)
            keys = [tuple(r.get(k) for k in register.key) for r in listed]
            if register.key:
                listed = [r for i, r in enumerate(listed) if keys[i] not in keys[:i]]
            made[register.id] = listed
        return made

    def spoiled(self, unit):
        """Return what a unit typed first, one cell of it wrong: words for a number, or a number that breaks a rule."""
        good, numbers = self.typed[unit.code], []
        numbers = [c for c in good.cells if self.form.figure(c).type in ("count", "number")]
        self.rng.shuffle(numbers)
        for cell in numbers[:12]:
            for value in (good.cells[cell] + 7, 1e6, -3):
                wrong = self.filled(unit, {**good.cells, cell: value}, good.rows)
                if self.broken(unit, wrong)[0]:
                    return wrong
        if numbers:
            return self.filled(unit, {**good.cells, numbers[0]: UNREAD}, good.rows)
        for name, listed in good.rows.items():
            for i, row in enumerate(listed):
                odd = [k for k in row if self.form.register(name).field(k).type != "text"]
                if odd:
                    wrong = [*listed[:i], {**row, odd[0]: UNREAD}, *listed[i + 1 :]]
                    return self.filled(unit, good.cells, {**good.rows, name: wrong})
        return None

    def shown(self, what, value):
        """Return a value as people type it: an option by its label."""
        if what.type != "option":
            return value
        return next((o.label for o in self.form.options[what.options] if o.id == value), value)

    def type_in(self, path, unit, filled, only=None):
        """Type *filled* into the workbook at *path*; *only*: nothing but these cells, by sheet and address."""
        layout, values = lay_out_workbook(self.form, unit.kind), {}

        def put(at, value):
            if only is None or (at.sheet, at.a1) in only:
                values[at.sheet, at.a1] = value

        for cell, value in filled.cells.items():
            put(layout.at[cell], self.shown(self.form.figure(cell), value))
        for name, listed in filled.rows.items():
            strip, register = layout.strips[name], self.form.register(name)
            if not listed:
                put(strip.tick, "是")
            for i, row in enumerate(listed):
                for field, value in row.items():
                    put(strip.place(field, strip.first + i), self.shown(register.field(field), value))
        path.write_bytes(type_cells(path.read_bytes(), values))

    # ── after ──

    def agree(self):
        """What the spreadsheet program shows of every rule, and works out, is what our checker says of the same file."""
        for path in (self.home / "算过").glob("*.xlsx"):
            self.agree_on(path)

    def agree_on(self, path):
        unit = next(u for u in self.units if u.code in path.name)
        book = open_book(path.read_bytes())
        found = identify_workbook(book)
        assert () == found.findings, found.findings
        grounded = ground_form(self.form, unit.kind, None)
        reading = read_submission(grounded, book, found.who)
        made = reading.submission
        self.hold_reading(unit, made)
        judged = judge_submissions(grounded, [made], self.period)[0]
        layout = lay_out_workbook(self.form, unit.kind)
        lines = list(check_sheet_lines(CheckCompiler(grounded, layout, self.period), made, judged.verdicts))
        sheet = book.sheet(CHECKS)
        for row, line in enumerate(lines, first_check_line(layout)):
            cell = sheet.cells.get((row, VERDICT))
            stands = cell.raw if cell else ""
            rule = sheet.cells[row, RULE].raw
            assert (line.rule, line.shown) == (rule, stands or ""), (
                line.rule,
                line.statement,
                line.verdict,
                line.shown,
                stands,
            )
        for cell in grounded.worked_out:
            at = layout.at[cell]
            stands = book.sheet(at.sheet).cells.get((at.row, at.column))
            ours = judged.figures.get(cell)
            if isinstance(ours, str):
                assert stands.raw == ours, (cell, stands, ours)
            elif ours is not None:
                assert stands, (cell, ours)
                assert abs(float(stands.raw) - ours) < slack(self.form, unit.kind, cell, ours), (
                    cell,
                    stands,
                    ours,
                )

    def hold_reading(self, unit, made):
        """What is read is what was typed first."""
        typed = self.first[unit.code]
        for cell, value in typed.cells.items():
            if value == UNREAD:
                assert cell in made.unread, cell
            else:
                assert _is_same(made.figures.get(cell), _stored(value)), (cell, made.figures.get(cell), value)
        assert made.prior.keys() == typed.prior.keys(), (made.prior, typed.prior)
        for prior, value in typed.prior.items():
            assert abs(made.prior[prior] - value) < 1e-6 * max(1, abs(value)), (
                prior,
                made.prior[prior],
                value,
            )
        for name, rows in typed.rows.items():
            read = [
                {k: r.values.get(k) for k in row}
                for r, row in zip(made.rows.get(name, ()), rows, strict=True)
            ]
            for row, values in zip(read, rows, strict=True):
                assert row == {k: None if v == UNREAD else _stored(v) for k, v in values.items()}, (
                    name,
                    row,
                    values,
                )

    def collect(self, folder):
        """Collect a folder; return what it said."""
        return json.loads(toolkit("collect", folder, "-w", self.work, "--json"))

    def send_back_and_mend(self):
        """Send back what is wrong; each unit puts right what its copy marks, and nothing else, and sends it again."""
        if self.before:
            self.early = self.collect(self.before.home / "算过")
        self.said = self.collect(self.home / "算过")
        toolkit("return", "-w", self.work)
        self.outcomes = {f["unit"]: f["outcome"] for f in self.said["files"]}
        for unit in self.units:
            copies = list((self.work / "退回").glob(f"*{unit.code}*.xlsx"))
            if self.outcomes[unit.code] == "returned":
                assert copies, (unit, "no return copy")
            for marked in copies:
                target = self.home / "二轮" / marked.name
                shutil.copy(marked, target)
                only = marked_cells(target.read_bytes())
                self.type_in(target, unit, self.typed[unit.code], only)
        self.again = self.collect(self.home / "二轮")
        self.outcomes |= {f["unit"]: f["outcome"] for f in self.again["files"]}

    def counted_file(self, unit):
        """Return the file that counts for a unit: the mended one, or the first."""
        return next(
            iter([*(self.home / "二轮").glob(f"*{unit.code}*"), *(self.home / "算过").glob(f"*{unit.code}*")])
        )

    def final_files(self):
        """Return the files no spreadsheet program has saved yet: what was mended, and the report."""
        counted = [self.counted_file(u) for u in self.units]
        self.saved |= {p: p for p in counted if p.parent.name == "算过"}
        return [
            *(p for p in counted if p not in self.saved),
            *([self.folder.report] if self.accepted else []),
        ]

    def hold_mended(self):
        """Whoever has put right what its copy marks is accepted, unless what it means to say breaks a rule."""
        refused = [
            f for f in (*self.said["files"], *self.again["files"]) if self.outcomes[f["unit"]] == "returned"
        ]
        kept = {u.code for u in self.units if not any(self.broken(u, self.typed[u.code]))}
        told = {
            f["unit"]: [x["message"] for x in f["findings"] if x["severity"] == ERROR]
            for f in refused
            if f["unit"] in kept
        }
        assert {} == told

    def hold_sums(self):
        """The report, as a spreadsheet program works it out, says what pandas adds up of what was typed."""
        for unit in self.accepted:
            hold_unit(self, unit, self.saved[self.counted_file(unit)])
        hold_report(self, self.saved[self.folder.report], by_hand(self))

    @property
    def accepted(self):
        return [u for u in self.units if self.outcomes[u.code].startswith("accepted")]

    def merge(self):
        """Merge what was accepted; return the report, None where nothing was."""
        if not self.accepted:
            return None
        self.merged = json.loads(
            toolkit("merge", "-w", self.work, "--partial", "--csv", self.home / "长表.csv", "--json")
        )
        return self.folder.report

    def tell(self):
        """Every other verb: who is in, reminders, overview, appraisal, receipts, rules, histories, verification."""
        for command in (
            ("status",), ("status", "--remind", "--html"), ("appraise",), ("receipt",), ("rules",), ("rules", "--markdown"),
            ("history", self.units[0].code), ("return",), ("roster",),
        ):  # fmt: skip
            toolkit(*command, "-w", self.work)
        assert "" != toolkit("verify", "--read-data", "-w", self.work, codes=(0,))

    def verify_report(self):
        """Hold the report against the files that were counted."""
        counted = self.home / "计入"
        counted.mkdir()
        for unit in self.accepted:
            shutil.copy(self.counted_file(unit), counted)
        return json.loads(
            toolkit("verify", self.folder.report, "--children", counted, "-w", self.work, "--json")
        )

    def move_to_next_edition(self):
        """Take the filled workbooks over into an edition with one column more: what was counted stands in them again."""
        d = tomllib.loads(self.text)
        d |= {"edition": d["edition"] + ".9", "accepts": [d["edition"]]}
        ruled = {name for r in d.get("rule", ()) for name in _listed(r.get("over", ()))}
        free = [
            t
            for t in d["table"]
            if t["sheet"] != "封面"
            and t["id"] not in ruled
            and not any("from" in x for x in (t, *t["rows"]))
            and not {"usual", "marks", "negative"} & t.keys()
        ]
        if free and not self.form.blank:  # whose columns are those of its blank
            free[0]["columns"].append({"id": "新列", "type": "text", "up": "none", "head": ["新添的一列"]})
        else:  # a rule about every cell would ask for the new one
            d["table"][-1]["help"] = "新版"
        path, after = self.home / "新版.toml", self.home / "新版"
        path.write_text(to_toml(d), encoding="utf-8")
        self.make_folder(path, after)
        toolkit("migrate", *map(self.counted_file, self.units), "-o", self.home / "转好", "-w", after)
        moved = sorted((self.home / "转好").glob("*.xlsx"))
        assert len(self.units) == len(moved)
        said = json.loads(toolkit("collect", self.home / "转好", "-w", after, "--json"))
        now = {f["unit"]: f["outcome"] for f in said["files"]}
        assert {} == {
            u: (was, now.get(u))
            for u, was in self.outcomes.items()
            if (was == "returned") != (now.get(u) == "returned")
        }

    def make_folder(self, definition, path):
        toolkit(
            "init", path, "--form", definition, "--name", OFFICE, "--code", CODE, "--period", self.period.text, "--deadline", DEADLINE,
            codes=(0,),
        )  # fmt: skip
        folder = open_work_folder(path)
        drawn = roster_workbook.draw_roster_workbook(
            self.units, folder.kinds(), workbook_timestamp(self.period)
        )
        (path / "名册.xlsx").write_bytes(drawn)
        return folder

    def open_next(self):
        """Open the next period in a copy of the work folder, hand out; return it as a chain of its own."""
        later = copy.copy(self)
        later.home, later.work = self.home / "下期", self.home / "下期" / "工作"
        for name in FOLDERS:
            (later.home / name).mkdir(parents=True)
        shutil.copytree(self.work, later.work)
        later.typed, later.first, later.saved, later.rng = {}, {}, {}, random.Random(f"{self.text}下期")
        yearly = later.rng.random() < 0.4 and self.form.periods.kind != YEAR
        to = self.form.periods.around(_year_later(self.period.last)) if yearly else self.period.next
        asked = ("--period", to.text) if yearly or self.form.periods.kind == DAY else ()
        toolkit("next", "-w", later.work, *asked, *(() if self.accepted else ("--unmerged",)), codes=(0,))
        later.folder, later.period = open_work_folder(later.work), to
        assert to == later.folder.office.period
        later.before = self
        later.prior = {u.code: self.known_later(u, to) for u in self.units}
        later.carried = {u.code: self.going_on(u, yearly) for u in self.units}
        toolkit("distribute", "-w", later.work, codes=(0,))
        return later

    def known_later(self, unit, to):
        """Return what is known of this period's figures in the period *to*, by hand."""
        if unit not in self.accepted:
            return {}
        own, found = of_unit(self, unit), {}
        for prior in required_priors(self.form, unit.kind):
            year_on = to == self.form.periods.around(_year_later(self.period.last))
            just_before = to.previous == self.period or to.kind == DAY
            if prior.word == "上期":
                known = just_before and not (to.cumulative and to.year != self.period.year)
            else:
                known = year_on
            if known and isinstance(own.get(prior.cell), int | float):
                found[prior] = float(own[prior.cell])
        return found

    def going_on(self, unit, yearly):
        """Return the rows of a unit's lists that go on into the period after this one, by hand."""
        found = {}
        for register in self.form.registers_of(unit.kind) if unit in self.accepted and not yearly else ():
            if register.carry:
                condition = parse_expression(register.carry)
                rows = [
                    r
                    for r in self.typed[unit.code].rows[register.id]
                    if r.get(register.anchor.id) is not None
                ]
                found[register.id] = [r for r in rows if carries(condition, r, self.period)]
        return found

    def hold_blanks(self):
        """A blank of the next period has the figures of the one before and the rows that go on, and nothing else."""
        for unit in self.units:
            book = open_book(self.blank(unit).read_bytes())
            made = read_submission(
                ground_form(self.form, unit.kind), book, identify_workbook(book).who
            ).submission
            known = self.prior[unit.code]
            assert made.prior.keys() == known.keys(), (unit, made.prior, known)
            for prior, value in known.items():
                assert abs(made.prior[prior] - value) < 1e-6 * max(1, abs(value)), (
                    prior,
                    made.prior[prior],
                    value,
                )
            for name, rows in self.carried[unit.code].items():
                read = [
                    {k: r.values.get(k) for k in row}
                    for r, row in zip(made.rows.get(name, ()), rows, strict=True)
                ]
                assert read == [{k: _stored(v) for k, v in r.items()} for r in rows], (unit, name, read, rows)

    def hold_other_period(self):
        """No file of the period before is counted."""
        assert {f["outcome"] for f in self.early["files"]} <= {
            "returned",
            "unconfirmed",
            "not_a_submission",
            "other_period",
        }, self.early
        past = self.work / "往期" / self.before.period.text
        toolkit("status", "-w", past)
        toolkit("verify", "--read-data", "-w", past, codes=(0,))

    def hold_falls(self):
        """Of what is counted from January each figure that is less than it was is told, and nothing else is."""
        rules = {r.id: r for r in self.form.rules if r.id.startswith("累计_")}
        for said in self.said["files"]:
            unit = next(u for u in self.units if u.code == said["unit"])
            typed, falls = self.first[unit.code], set()
            for name, rule in rules.items():
                cells = [
                    c
                    for c in typed.cells
                    if c.table in rule.over
                    and c.column in rule.columns
                    and (not rule.rows or c.row in rule.rows)
                ]
                before = {c: typed.prior.get(PriorCell(*c, "上期")) for c in cells}
                if any(
                    before[c] is not None and typed.cells[c] != UNREAD and typed.cells[c] < before[c] - 1e-9
                    for c in cells
                ):
                    falls.add(name)
            told = {f["rule"] for f in said["findings"] if f.get("rule") in rules}
            assert falls == told, (unit, falls, told)

    def send_up(self):
        """The level above takes the report in and merges it with nothing else."""
        if len(self.form.levels) < 2:
            return None
        upper = self.home / "上级"
        path = self.home / "表样.toml"
        toolkit(
            "init", upper, "--form", path, "--name", "某县", "--code", "4103", "--period", self.period.text, "--deadline", DEADLINE,
            "--level", self.form.levels[1].id,
        )  # fmt: skip
        folder = open_work_folder(upper)
        office = (Unit(CODE, OFFICE, REPORT),)
        (upper / "名册.xlsx").write_bytes(
            roster_workbook.draw_roster_workbook(office, folder.kinds(), workbook_timestamp(self.period))
        )
        toolkit("distribute", "-w", upper)
        up = self.home / "上报"
        up.mkdir()
        shutil.copy(self.folder.report, up)
        said = json.loads(toolkit("collect", up, "-w", upper, "--json"))
        toolkit("return", "-w", upper)
        if said["files"][0]["outcome"].startswith("accepted"):
            toolkit("merge", "-w", upper, "--json")
        return said


def carries(expr, row, period):
    """Tell whether a row goes on, said of it as people read it: a comparison with a blank is false."""
    match expr:
        case Operation(name="或"):
            return any(carries(a, row, period) for a in expr.args)
        case _:
            return row_holds(expr, {f: row.get(f) for f in (*row, *_columns(expr))}, period)


def _columns(expr):
    return {r.column for r in walk_references(expr)}


def _year_later(day):
    return (
        day.replace(year=day.year + 1, day=min(day.day, 28))
        if day.month == 2
        else day.replace(year=day.year + 1)
    )


def carry(chains, recalculated, home):
    """Carry forms through fill, collect, return, mend, collect, merge, all their files worked out in two runs of a spreadsheet program.

    What a form crashes with is kept with its chain (``crash``); the others go on.
    """
    _carry_through(chains, FormChain.hand_out_and_fill, recalculated, home / "一")


def carry_on(chains, recalculated, home):
    """Open the next period of forms that were carried through, and carry them through it; return the chains of that period."""
    later = [made for chain in chains if (made := attempt(chain, FormChain.open_next))]
    _carry_through(later, FormChain.fill_in, recalculated, home / "二")
    return later


def attempt(chain, step):
    """Take a step with a chain that has not crashed; keep what it crashes with."""
    if chain.crash is None:
        try:
            return step(chain)
        except Exception:  # noqa: BLE001 - whatever it is, it is a finding about one form among many
            chain.crash = traceback.format_exc()[-1500:]
    return None


def _carry_through(chains, fill, recalculated, home):
    sent = {path: chain for chain in chains for path in attempt(chain, fill) or ()}
    for path, saved in _saved(sent, recalculated, home.with_name(f"{home.name}初")).items():
        shutil.copy(saved, sent[path].home / "算过" / path.name)
    for chain in chains:
        attempt(chain, FormChain.send_back_and_mend)
        attempt(chain, FormChain.merge)
    files = {p: c for c in chains if c.crash is None for p in c.final_files()}
    for path, saved in _saved(files, recalculated, home.with_name(f"{home.name}终")).items():
        files[path].saved[path] = saved


def _saved(paths, recalculated, home):
    """Return by path what a spreadsheet program makes of each file; files of many forms bear the same names."""
    home.mkdir()
    copies = lightened_copies(paths, home)
    return dict(zip(paths, recalculated(copies), strict=True)) if copies else {}
