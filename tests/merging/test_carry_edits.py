"""Where the report and the units changed the same, it is decided place by place."""

import shutil

import pytest
from inbox import quiet
from township import township
from typing_in import edited

from toolkit.errors import WorkFolderError
from toolkit.folder.work_folder import open_work_folder
from toolkit.form.model import REPORT
from toolkit.form.placement import lay_out_workbook
from toolkit.merging import merge as flow
from toolkit.merging.carry_edits import REPORT_SIDE, UNITS_SIDE, BothChangedError, EditChoice

NOW = "2025-01-09T08:00:00+00:00"
MINE, THEIRS, LATER = "报告里改写的", "单位后来另写的", "单位再后来写的"


def merged(folder, **more):
    return flow.merge_report(folder, None, NOW, quiet, partial=False, **more)


class BothChanged:
    """Two texts of a report that somebody rewrote and, since, the units too; *comes* is what units say."""

    def __init__(self, folder, done, monkeypatch):
        self.folder, self.comes = folder, THEIRS
        layout, ways = lay_out_workbook(folder.form, REPORT), done.merged.ways
        texts = [c for c, v in done.merged.report.figures.items() if isinstance(v, str) and c not in ways][:2]
        self.cells, self.path = texts, folder.report
        self.places = [f"{layout.at[c].sheet} {layout.at[c].a1}" for c in texts]

        def rewrite(book):
            for cell in texts:
                book[layout.at[cell].sheet][layout.at[cell].a1] = MINE

        self.mine = edited(self.path.read_bytes(), rewrite)
        self.path.write_bytes(self.mine)
        plain = flow.roll_up_submissions

        def later(*said):
            found = plain(*said)
            found.report.figures.update(dict.fromkeys(texts, self.comes))
            return found

        monkeypatch.setattr(flow, "roll_up_submissions", later)

    def questions(self):
        with pytest.raises(BothChangedError) as caught:
            merged(self.folder)
        return caught.value.questions


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    return township(tmp_path_factory.mktemp("镇"))


@pytest.fixture(scope="module")
def done(sent):
    return merged(sent)


@pytest.fixture
def both(sent, done, tmp_path, monkeypatch):
    shutil.copytree(sent.path, tmp_path / "w")
    return BothChanged(open_work_folder(tmp_path / "w"), done, monkeypatch)


def test_every_place_is_asked_with_what_it_was_and_what_both_sides_say(both):
    asked = both.questions()
    assert both.places == [q.place for q in asked]
    assert {(f"“{MINE}”", f"“{THEIRS}”")} == {(q.stands, q.comes) for q in asked}
    assert all(q.was for q in asked)
    assert both.mine == both.path.read_bytes(), "nothing is overwritten"


def test_one_place_is_the_reports_and_another_the_units(both):
    one, other = both.places
    chosen = [EditChoice(one, REPORT_SIDE), EditChoice(other, UNITS_SIDE)]
    done = merged(both.folder, decided=chosen)
    assert [MINE, THEIRS] == [done.merged.report.figures[c] for c in both.cells]
    (said,) = done.lost
    assert ["report_edit_given_up"] == [f.code for f in done.unkept]
    assert other in said
    assert MINE in said
    assert both.mine == done.backup.read_bytes(), "what was given up is kept beside"
    assert [MINE, THEIRS] == [merged(both.folder).merged.report.figures[c] for c in both.cells]


def test_what_was_not_decided_is_asked_and_nothing_is_written(both):
    with pytest.raises(BothChangedError) as caught:
        merged(both.folder, decided=[EditChoice(both.places[0], UNITS_SIDE)])
    assert [both.places[1]] == [q.place for q in caught.value.questions]
    assert both.mine == both.path.read_bytes()


def test_an_answer_to_a_question_does_not_hold_for_another_change(both):
    chosen = [EditChoice(q.place, UNITS_SIDE, q.digest) for q in both.questions()]
    both.comes = LATER
    with pytest.raises(BothChangedError) as caught:
        merged(both.folder, decided=chosen)
    assert both.places == [q.place for q in caught.value.questions]
    both.comes = THEIRS
    assert THEIRS == merged(both.folder, decided=chosen).merged.report.figures[both.cells[0]]


def test_all_others_are_the_reports_where_that_is_said(both):
    done = merged(both.folder, keep_edits=True, decided=[EditChoice(both.places[0], UNITS_SIDE)])
    assert [THEIRS, MINE] == [done.merged.report.figures[c] for c in both.cells]


def test_a_place_nobody_asks_about_is_refused(both):
    with pytest.raises(WorkFolderError, match="没有要定的“别处 A1”"):
        merged(both.folder, keep_edits=True, decided=[EditChoice("别处 A1", UNITS_SIDE)])
