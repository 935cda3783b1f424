"""A form carried through every verb from its definition alone, as clerks would: filled in by type, sent back, mended, merged.

``FormChain`` knows nothing of any form. What a report should come to is added up by pandas from what was typed
(``by_hand``), never by our own engine; grounded rules only say which cells people fill in and where a figure starts.
"""

import dataclasses
import datetime
import json
import random
import shutil
import tomllib
from unittest import mock

import openpyxl
from by_hand import by_hand, figures_shown, hold_report
from draw import who
from killed import here
from mending import marked_cells
from random_forms import to_toml
from typer.testing import CliRunner

from toolkit.cli import app
from toolkit.collecting import take_in as taking
from toolkit.definition.load_form import build_form
from toolkit.figures.check import judge_submissions
from toolkit.folder import roster_workbook
from toolkit.folder.roster import Unit
from toolkit.folder.work_folder import open_work_folder, workbook_timestamp
from toolkit.form.finding import ERROR
from toolkit.form.grounding import ground_form
from toolkit.form.layout import CHECKS
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.form.submission import Row, Submission
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.sheets.check_lines import check_sheet_lines
from toolkit.sheets.check_sheet import FIRST, RULE, VERDICT
from toolkit.sheets.verdict_formulas import CheckCompiler
from toolkit.xlsx.open_workbook import open_book

TODAY = datetime.date(2025, 8, 20)
OFFICE, CODE, DEADLINE = "清河镇人民政府", "410308", "2099-01-10"
UNREAD = "20左右"
"""What somebody types in a number cell."""
FOLDERS = ("一轮", "二轮", "算过")
CRASHES = (0, 1)
"""The exit codes of a command that did its work: nothing, or something, is to be done."""


def toolkit(*arguments, codes=CRASHES):
    """Run a command in this process; anything it raises is a crash, and comes out."""
    with mock.patch.object(taking, "run_in_workers", here):
        run = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert run.exit_code in codes, (arguments[0], run.exit_code, run.output)
    return run.output


@dataclasses.dataclass
class Filled:
    """What a unit types: figures by cell, rows of lists by column; what is not there stays blank."""

    cells: dict
    rows: dict

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
            owner, {c: _stored(v) for c, v in self.cells.items()}, rows=rows, zero=zero
        )


def _identity(form, unit, period):
    return who(form, unit.kind, "", unit.code, unit.name)._replace(period=period.text)


def _listed(said):
    return [said] if isinstance(said, str) else said


def _stored(value):
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value if isinstance(value, str) else float(value)


class FormChain:
    """A form's work folder, its units, and what they type."""

    def __init__(self, home, definition):
        """Begin with nothing made; *definition* is the TOML text of a form."""
        self.home, self.text = home, definition
        self.form = build_form(tomllib.loads(definition), "t.toml")
        self.rng = random.Random(definition)
        self.period = self.form.periods.around(TODAY)
        for name in FOLDERS:
            (home / name).mkdir(parents=True)
        kinds = [k.id for k in self.form.kinds if k.id != REPORT]
        self.units = [
            Unit(f"{CODE}{i:03}", f"第{i}单位", kinds[i % len(kinds)]) for i in range(max(3, len(kinds) + 1))
        ]
        self.typed, self.first, self.saved = {}, {}, {}

    # ── before a spreadsheet program has seen the files ──

    def hand_out_and_fill(self):
        """Make the folder, hand out, fill in every blank; return the files as sent first."""
        path = self.home / "表样.toml"
        path.write_text(self.text, encoding="utf-8")
        self.work = self.home / "工作"
        self.folder = self.make_folder(path, self.work)
        assert self.form == self.folder.form
        toolkit("distribute", "-w", self.work, codes=(0,))
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
            (Filled({c: self.value(c, n) for c in grounded.inputs}, {r.id: [] for r in self.form.registers_of(unit.kind)})
             for n in (0, 1, 12)),
            key=lambda f: len(self.broken(unit, f)[0]),
        )  # fmt: skip
        found = Filled({c: self.value(c) for c in grounded.inputs}, self.rows(unit))
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
        bare = {r.id: [] for r in self.form.registers_of(unit.kind)}
        return min(
            (found, plain, Filled(dict(found.cells), bare)), key=lambda f: len(self.broken(unit, f)[0])
        )

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
            listed = []
            for i in range(self.rng.choice((2, 3, 4) if unit == self.units[0] else (0, 2, 3, 4))):
                row = {}
                for f in register.fields:
                    if f.required or f.together or self.rng.random() < 0.7:
                        row[f.id] = self.by_type(f, self.rng.randint(0, 9) + 0.25)
                        if f.type == "text" and f.id in {
                            *register.key,
                            *(n for g in register.alike for n in g),
                        }:
                            row[f.id] = f"{unit.code[-1]}号{i}"
                row |= {
                    f.together: self.by_type(register.field(f.together), 1)
                    for f in register.fields
                    if f.together and f.id in row and f.together not in row
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
                wrong = Filled({**good.cells, cell: value}, good.rows)
                if self.broken(unit, wrong)[0]:
                    return wrong
        if numbers:
            return Filled({**good.cells, numbers[0]: UNREAD}, good.rows)
        for name, listed in good.rows.items():
            for i, row in enumerate(listed):
                odd = [k for k in row if self.form.register(name).field(k).type != "text"]
                if odd:
                    wrong = [*listed[:i], {**row, odd[0]: UNREAD}, *listed[i + 1 :]]
                    return Filled(good.cells, {**good.rows, name: wrong})
        return None

    def shown(self, what, value):
        """Return a value as people type it: an option by its label."""
        if what.type != "option":
            return value
        return next((o.label for o in self.form.options[what.options] if o.id == value), value)

    def type_in(self, path, unit, filled, only=None):
        """Type *filled* into the workbook at *path*; *only*: nothing but these cells, by sheet and address."""
        layout, book = lay_out_workbook(self.form, unit.kind), openpyxl.load_workbook(path)

        def put(at, value):
            if only is None or (at.sheet, at.a1) in only:
                book[at.sheet][at.a1] = value

        for cell, value in filled.cells.items():
            put(layout.at[cell], self.shown(self.form.figure(cell), value))
        for name, listed in filled.rows.items():
            strip, register = layout.strips[name], self.form.register(name)
            if not listed:
                put(strip.tick, "是")
            for i, row in enumerate(listed):
                for field, value in row.items():
                    put(strip.place(field, strip.first + i), self.shown(register.field(field), value))
        book.save(path)

    # ── after ──

    def agree(self):
        """What the spreadsheet program shows of every rule, and works out, is what our checker says of the same file."""
        for path in (self.home / "算过").glob("*.xlsx"):
            unit = next(u for u in self.units if u.code in path.name)
            book = open_book(path.read_bytes())
            found = identify_workbook(book)
            assert () == found.findings, found.findings
            grounded = ground_form(self.form, unit.kind, None)
            reading = read_submission(grounded, book, found.who)
            made = reading.submission
            judged = judge_submissions(grounded, [made], self.period)[0]
            layout = lay_out_workbook(self.form, unit.kind)
            lines = list(
                check_sheet_lines(CheckCompiler(grounded, layout, self.period), made, judged.verdicts)
            )
            sheet = book.sheet(CHECKS)
            for row, line in enumerate(lines, FIRST):
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
                if ours is not None:
                    assert stands, (cell, ours)
                    assert abs(float(stands.raw) - ours) < 1e-6 * max(1, abs(ours)), (
                        cell,
                        stands,
                        ours,
                    )

    def collect(self, folder):
        """Collect a folder; return what it said."""
        return json.loads(toolkit("collect", folder, "-w", self.work, "--json"))

    def send_back_and_mend(self):
        """Send back what is wrong; each unit puts right what its copy marks, and nothing else, and sends it again."""
        self.said = self.collect(self.home / "算过")
        toolkit("return", "-w", self.work)
        self.outcomes = {f["unit"]: f["outcome"] for f in self.said["files"]}
        for unit in self.units:
            copies = list((self.work / "退回").glob(f"*{unit.code}*.xlsx"))
            if self.outcomes[unit.code] == "returned":
                assert copies, (unit, "no return copy")
            for copy in copies:
                target = self.home / "二轮" / copy.name
                shutil.copy(copy, target)
                only = marked_cells(openpyxl.load_workbook(target))
                self.type_in(target, unit, self.typed[unit.code], only)
        self.again = self.collect(self.home / "二轮")
        self.outcomes |= {f["unit"]: f["outcome"] for f in self.again["files"]}

    def counted_file(self, unit):
        """Return the file that counts for a unit: the mended one, or the first."""
        return next(
            iter([*(self.home / "二轮").glob(f"*{unit.code}*"), *(self.home / "算过").glob(f"*{unit.code}*")])
        )

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
        shown = {
            u.code: figures_shown(
                self.saved[self.counted_file(u)], self.form, u.kind, ground_form(self.form, u.kind).worked_out
            )
            for u in self.accepted
        }
        hold_report(self, self.saved[self.folder.report], by_hand(self, shown))

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
            if t["sheet"] != "封面" and t["id"] not in ruled and not any("from" in x for x in (t, *t["rows"]))
        ]
        if free:
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


def carry(chains, recalculated, home):
    """Carry forms through fill, collect, return, mend, collect, merge, all their files worked out in two runs of a spreadsheet program."""
    sent = {path: chain for chain in chains for path in chain.hand_out_and_fill()}
    for path, saved in _saved(sent, recalculated, home / "一").items():
        shutil.copy(saved, sent[path].home / "算过" / path.name)
    for chain in chains:
        chain.send_back_and_mend()
        chain.merge()
    files = {
        p: c
        for c in chains
        for p in [*map(c.counted_file, c.units), *([c.folder.report] if c.accepted else [])]
    }
    for path, saved in _saved(files, recalculated, home / "二").items():
        files[path].saved[path] = saved


def _saved(paths, recalculated, home):
    """Return by path what a spreadsheet program makes of each file; files of many forms bear the same names."""
    home.mkdir()
    copies = [shutil.copy(p, home / f"{i}.xlsx") for i, p in enumerate(paths)]
    return dict(zip(paths, recalculated(copies), strict=True)) if copies else {}
