"""The samples of every form and their demonstration: drawn from the definition alone, and their report added up by hand."""

import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from by_hand import by_hand, hold_report, saved_book
from form_chain import toolkit
from forms import rule

from toolkit.adopting.proposal import propose_definition
from toolkit.author import form_samples
from toolkit.author.generated_files import is_same_output
from toolkit.author.invented_submission import SubmissionInventor
from toolkit.author.sample_faults import sent_at_first
from toolkit.author.sample_recipe import LEFT_BLANK, NOT_SENT, RECIPE, WORDS, recipe_of, samples_folder
from toolkit.blanks.blank_book import read_blank_book
from toolkit.definition.load_form import build_form
from toolkit.errors import WorkFolderError
from toolkit.figures.check import judge_submissions
from toolkit.folder.kept_blank import read_given_blank
from toolkit.folder.which_form import chosen_form
from toolkit.folder.work_folder import WorkFolder, open_work_folder, workbook_identity
from toolkit.form.finding_codes import ERROR
from toolkit.form.grounding import ground_form
from toolkit.form.placement import lay_out_workbook
from toolkit.reading.identity import identify_workbook
from toolkit.reading.read_workbook import read_submission
from toolkit.xlsx.open_workbook import open_book

FORMS = sorted(p.parent.name for p in samples_folder().glob(f"*/{RECIPE}"))
OWN = Path(__file__).parent.parent / "data" / "monthly.toml"
BLANKS = OWN.parent / "blanks"
each_form = pytest.mark.parametrize("name", FORMS)


def drawn_by(name):
    """Return the recipe of a form, its folder, and what its units send."""
    recipe = recipe_of(chosen_form(name).form)
    folder = WorkFolder(Path("nowhere"), form_samples.recipe_office(recipe), recipe.form)
    return recipe, folder, dict(form_samples.draw_two_rounds(recipe, folder))


@pytest.fixture(scope="module")
def drawn():
    return {name: drawn_by(name) for name in FORMS}


def read_back(form, data, period):
    """Return what a workbook says, the rules it breaks, and the codes of what else is wrong."""
    book = open_book(data)
    who = identify_workbook(book).who
    grounded = ground_form(form, who.kind)
    reading = read_submission(grounded, book, who)
    made = reading.submission
    judged = judge_submissions(grounded, [made], period)[0]
    rules = {c.rule.id for c in judged.broken(grounded.checks)}
    rules |= {c.rule.id for c, _ in judged.broken_rows(grounded.row_checks)}
    return who, rules, {f.code for f in made.findings if f.severity == ERROR}


@each_form
def test_what_is_kept_is_what_is_drawn(drawn, name):
    home = samples_folder() / name
    kept = {p.relative_to(home).as_posix(): p for p in home.glob("*/*.xlsx")}
    assert kept.keys() == drawn[name][2].keys()
    assert [] == [n for n, p in kept.items() if not is_same_output(p.read_bytes(), drawn[name][2][n])]


@each_form
def test_a_mended_workbook_keeps_every_rule_and_a_first_one_breaks_what_its_recipe_says(drawn, name):
    recipe, folder, files = drawn[name]
    for path, data in files.items():
        who, rules, wrong = read_back(recipe.form, data, folder.office.period)
        fault = recipe.faults.get(who.name.removesuffix(form_samples.MARK), "")
        assert who.name.endswith(form_samples.MARK)
        if fault in ("", NOT_SENT) or path.startswith(form_samples.SECOND_ROUND):
            assert (set(), set()) == (rules, wrong), path
        elif fault in (WORDS, LEFT_BLANK):
            assert rules or wrong, path
        else:
            assert fault in rules, path
    assert len(form_samples.recipe_units(recipe)) <= 8
    sent = {p.partition("/")[0] for p in files}
    assert sent == {form_samples.FIRST_ROUND, form_samples.SECOND_ROUND}


def typed_in(path, form, kind):
    """Return what stands in the input cells and the lists of a workbook: read by calamine, by nothing of ours."""
    layout, book = lay_out_workbook(form, kind), saved_book(path)
    day = lambda v: getattr(v, "date", lambda: v)()  # noqa: E731
    cells = {}
    for cell in ground_form(form, kind).inputs:
        at = layout.at[cell]
        if (value := book[at.sheet][at.a1]) is not None:
            cells[cell] = day(value)
    rows = {}
    for register in form.registers_of(kind):
        strip = layout.strips[register.id]
        sheet = book[register.sheet]
        rows[register.id] = []
        for i in range(len(sheet.rows)):
            values = {
                f.id: sheet[strip.place(f.id, strip.first + i).a1]
                for f in register.fields
                if f.id not in strip.worked_out
            }
            if values[register.anchor.id] is not None:
                rows[register.id].append({k: day(v) for k, v in values.items() if v is not None})
    return SimpleNamespace(cells=cells, rows=rows, prior={})


def shown(form):
    def label(figure, value):
        options = form.options[figure.options] if figure.type == "option" else ()
        return next((o.label for o in options if o.id == value), value)

    return label


def hold_demo(home, files):
    """The report of *home* says what pandas adds up of the *files* that were accepted."""
    folder = open_work_folder(home)
    form, units = folder.form, folder.roster()
    typed = {
        u.code: typed_in(next(p for p in reversed(files) if u.code in p.name), form, u.kind) for u in units
    }
    chain = SimpleNamespace(
        form=form, folder=folder, accepted=units, typed=typed, period=folder.office.period, shown=shown(form)
    )
    expected = by_hand(chain)
    assert any(isinstance(v, int | float) and v for v in expected.values())
    hold_report(chain, folder.report, expected)


@pytest.mark.slow
@pytest.mark.parametrize("said", [*FORMS, OWN], ids=[*FORMS, "own"])
def test_the_demonstration_of_a_form_goes_from_mistakes_to_a_report_that_adds_up(tmp_path, said):
    home, form = tmp_path / "d", chosen_form(str(said)).form
    told = toolkit("demo", home, "--form", said, codes=(0,))
    first, last = told.split("$ toolkit collect")[1], told.split("$ toolkit collect")[-1]
    assert "退回未改 " in first
    assert "逾期未交 1" in first
    assert f"单位 {len(open_work_folder(home).roster())} 个：已收 " in last
    assert "汇总结果的勾稽关系全部成立" in last
    later = form.periods.kind != "年"
    assert later == (home / "往期").is_dir()
    files = sorted((home / "收到" / ("下一期" if later else "第一轮")).iterdir())
    files += [] if later else sorted((home / "收到" / "第二轮").iterdir())
    hold_demo(home, files)


def test_a_demonstration_touches_no_folder_of_others(tmp_path):
    (tmp_path / "账.xlsx").write_bytes(b"x")
    with pytest.raises(WorkFolderError, match="不能用来演示"):
        form_samples.make_form_demo(tmp_path, tmp_path / "收到", chosen_form(FORMS[0]))
    assert [tmp_path / "账.xlsx"] == list(tmp_path.iterdir())


def own_inventor(text=""):
    form = build_form(tomllib.loads(OWN.read_text(encoding="utf-8") + text), "t.toml")
    recipe = recipe_of(form)
    folder = WorkFolder(Path("nowhere"), form_samples.recipe_office(recipe), form)
    unit = form_samples.recipe_units(recipe)[0]
    inventor = SubmissionInventor(ground_form(form, unit.kind), recipe, recipe.period, "0")
    return inventor, inventor.invent(workbook_identity(folder, unit), {}, {})


@pytest.mark.parametrize("fault", ["", NOT_SENT, WORDS, LEFT_BLANK, "期内1"])
def test_each_mistake_is_one_change_to_what_was_meant(fault):
    inventor, good = own_inventor()
    first = sent_at_first(inventor, good, fault)
    if fault in ("", NOT_SENT):
        assert first is (good if fault == "" else None)
        return
    changed = {c for c in good.figures if first.figures.get(c) != good.figures[c]}
    rows = [n for n in good.rows if first.rows[n] != good.rows[n]]
    assert 1 == len(changed) + len(rows)


def test_values_are_moved_until_an_equation_holds():
    inventor, good = own_inventor(rule("[回访].户数 + [回访].结余 = [走访].户数", "走访"))
    assert [] == inventor.broken_checks(good)


def test_a_rule_nobody_can_break_is_told():
    inventor, good = own_inventor()
    with pytest.raises(WorkFolderError, match="规则 没有这条 做不出不符的"):
        sent_at_first(inventor, good, "没有这条")


def test_sums_that_hang_together_are_met_exactly():
    """Whole accounts whose totals are typed and checked, as a blank that was adopted leaves them: small steps do not get there."""
    data = (BLANKS / "c1_农经表六.xlsx").read_bytes()
    proposed = propose_definition(read_blank_book(data, "c1_农经表六")).data
    form = build_form(proposed, "表六.toml", lambda form: read_given_blank(data, form.blank))
    recipe = recipe_of(form)
    folder = WorkFolder(Path("nowhere"), form_samples.recipe_office(recipe), form)
    for seed, unit in enumerate(form_samples.recipe_units(recipe)):
        inventor = SubmissionInventor(ground_form(form, unit.kind), recipe, recipe.period, str(seed))
        good = inventor.invent(workbook_identity(folder, unit), {}, {})
        assert [] == inventor.broken_checks(good)
