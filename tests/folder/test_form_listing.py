"""Forms are chosen by name, title or file; a work folder keeps its own, notices a change of it, and takes another on purpose."""

from dataclasses import replace

import pytest
from forms import HEAD, RULES, TABLE
from typer.testing import CliRunner

from toolkit import cli
from toolkit.errors import WorkFolderError
from toolkit.folder import form_listing, handed_out_definition
from toolkit.folder.form_listing import (
    keep_form_of_folder,
    list_known_forms,
    newer_edition_offer,
    restore_form_of_folder,
    use_form_in_folder,
)
from toolkit.folder.handed_out_definition import definition_differences, is_newer_edition
from toolkit.folder.roster import Office, Unit
from toolkit.folder.which_form import chosen_form, form_among, form_in
from toolkit.folder.work_folder import load_named_form, make_work_folder, open_work_folder, workbook_identity
from toolkit.form.period import Period
from toolkit.xlsx import open_workbook

ONE = HEAD + TABLE + RULES
OTHER = ONE.replace('id = "t"', 'id = "u"', 1).replace("测试表", "别的表")
OFFICE = Office("001", "某镇", "township", "t", Period.of_year(2025), "2026-01-10")
UNITS = (Unit("01", "甲村", "村"),)


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """Two forms are shipped; return the folder they are in."""
    home = tmp_path / "自带"
    home.mkdir()
    (home / "t.toml").write_text(ONE, encoding="utf-8")
    (home / "u.toml").write_text(OTHER, encoding="utf-8")
    monkeypatch.setattr("toolkit.folder.work_folder.templates_folder", lambda: home)
    return home


@pytest.fixture
def work(tmp_path, shipped):
    """A work folder that handed out."""
    folder = make_work_folder(tmp_path / "w", OFFICE, UNITS)
    keep_form_of_folder(folder)
    return folder.path


def run(*words):
    return CliRunner().invoke(cli.app, [str(w) for w in words])


def change(work, old, new):
    path = work / "t.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_without_a_terminal_a_form_must_be_named_and_the_list_is_shown(tmp_path, shipped):
    done = run("init", tmp_path / "w")
    assert 2 == done.exit_code
    assert "t（测试表）、u（别的表）" in done.output
    assert "--form t" in done.output


def test_a_person_is_asked_by_number(tmp_path, shipped, monkeypatch):
    monkeypatch.setattr("toolkit.terminal.is_person_at_terminal", lambda: True)
    done = CliRunner().invoke(cli.app, ["init", str(tmp_path / "w")], input="7\n２\n")
    assert 0 == done.exit_code, done.output
    assert "2. u（别的表）" in done.output
    assert "u" == open_form_name(tmp_path / "w")


@pytest.mark.parametrize("said", ["", "9\n九\nx\n2\n"])
def test_whoever_does_not_choose_gets_no_folder(tmp_path, shipped, monkeypatch, said):
    monkeypatch.setattr("toolkit.terminal.is_person_at_terminal", lambda: True)
    assert 2 == CliRunner().invoke(cli.app, ["init", str(tmp_path / "w")], input=said).exit_code
    assert not (tmp_path / "w").exists()


def open_form_name(path):
    return next(p.stem for p in path.glob("*.toml") if p.name != "toolkit.toml")


def test_the_only_form_there_is_need_not_be_named(tmp_path, shipped):
    (shipped / "u.toml").unlink()
    assert 0 == run("init", tmp_path / "w").exit_code
    assert "t" == open_form_name(tmp_path / "w")


@pytest.mark.parametrize("said", ["u", "别的表", "别的"])
def test_a_form_is_named_by_id_or_title(shipped, said):
    assert "u" == chosen_form(said).form.id


@pytest.mark.parametrize("said", ["表", "没有的", ""])
def test_what_names_no_form_or_two_gets_the_list(shipped, said):
    with pytest.raises(WorkFolderError, match="t  测试表（1 版）"):
        chosen_form(said)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_definition_is_read_in_whatever_encoding_and_kept_as_it_is(tmp_path, shipped, encoding):
    path = tmp_path / "表样.toml"
    path.write_bytes(OTHER.replace('id = "u"', 'id = "v"', 1).encode(encoding))
    assert 0 == run("init", tmp_path / "w", "--form", path, "--name", "甲", "--code", "1").exit_code
    assert path.read_bytes() == (tmp_path / "w" / "v.toml").read_bytes()
    assert "别的表" == open_work_folder(tmp_path / "w").form.title


def test_a_file_of_a_shipped_id_and_edition_that_asks_for_something_else_is_refused(tmp_path, shipped):
    path = tmp_path / "t.toml"
    path.write_text(ONE.replace('{id="常住"}', '{id="常驻"}').replace("[常住]", "[常驻]"), encoding="utf-8")
    with pytest.raises(WorkFolderError, match=r'请改 edition（如 edition = "1\.1"）'):
        chosen_form(str(path))
    path.write_text(
        path.read_text(encoding="utf-8").replace('edition = "1"', 'edition = "9"'), encoding="utf-8"
    )
    assert "这个工作目录用这一份" in chosen_form(str(path)).note


def test_a_file_that_only_says_the_same_otherwise_needs_no_word(tmp_path, shipped):
    path = tmp_path / "t.toml"
    path.write_text("# 另一行说明\n" + ONE, encoding="utf-8-sig")
    assert "" == chosen_form(str(path)).note


def test_the_folder_goes_by_its_own_copy_whatever_is_shipped(work, shipped):
    (shipped / "t.toml").unlink()
    assert "测试表" == open_work_folder(work).form.title


def test_a_changed_definition_is_not_used_after_handing_out(work):
    change(work, "测试表", "改过的表")
    change(work, "户籍不大于常住", "户籍不超过常住")
    with pytest.raises(WorkFolderError, match="title、规则 P2") as told:
        open_work_folder(work)
    assert "toolkit forms --restore" in str(told.value)
    assert "toolkit forms --use t.toml" in str(told.value)


def test_before_anything_is_handed_out_a_definition_may_change(tmp_path, shipped):
    folder = make_work_folder(tmp_path / "w", OFFICE, UNITS)
    change(folder.path, "测试表", "改过的表")
    assert "改过的表" == open_work_folder(folder.path).form.title


def test_a_comment_or_another_encoding_is_no_change(work):
    text = (work / "t.toml").read_text(encoding="utf-8")
    (work / "t.toml").write_bytes(("# 说明\r\n" + text).encode("gb18030"))
    assert "测试表" == open_work_folder(work).form.title


def test_a_shipped_definition_does_not_come_in_where_the_own_is_gone(work, shipped):
    (shipped / "t.toml").write_text(ONE.replace("测试表", "新的表"), encoding="utf-8")
    (work / "t.toml").unlink()
    with pytest.raises(WorkFolderError, match="与下发时的不一样"):
        open_work_folder(work)
    (shipped / "t.toml").unlink()
    with pytest.raises(WorkFolderError, match=r"复制回来，改名为 t\.toml"):
        open_work_folder(work)


def test_what_was_handed_out_is_put_back_and_the_change_kept(work):
    change(work, "测试表", "改过的表")
    done = restore_form_of_folder(work)
    assert "测试表" == open_work_folder(work).form.title
    assert ("title",) == done.places
    assert "改过的表" in done.before.read_text(encoding="utf-8")


def test_where_nothing_was_handed_out_nothing_is_put_back(tmp_path, shipped):
    folder = make_work_folder(tmp_path / "w", OFFICE, UNITS)
    with pytest.raises(WorkFolderError, match="还没有下发过"):
        restore_form_of_folder(folder.path)


def test_a_change_is_taken_on_purpose_under_an_edition_of_its_own(work):
    change(work, "户籍不大于常住", "户籍不超过常住")
    change(work, 'edition = "1"', 'edition = "2"')
    assert "1" == use_form_in_folder(work, str(work / "t.toml")).unread
    assert "2" == open_work_folder(work).form.edition
    change(work, 'edition = "2"', 'edition = "3"\naccepts = ["2"]')
    assert "" == use_form_in_folder(work, str(work / "t.toml")).unread


def test_a_change_under_the_same_edition_could_not_be_told_apart(work, shipped):
    (shipped / "t.toml").unlink()
    change(work, "户籍不大于常住", "户籍不超过常住")
    with pytest.raises(WorkFolderError, match='accepts 里写上 "1"'):
        use_form_in_folder(work, str(work / "t.toml"))


def test_another_form_needs_a_folder_of_its_own(work):
    with pytest.raises(WorkFolderError, match="另建一个：toolkit init 目录 --form u"):
        use_form_in_folder(work, "u")


def test_a_newer_edition_is_offered_and_not_taken(work, shipped):
    (shipped / "t.toml").write_text(ONE.replace('edition = "1"', 'edition = "1.10"'), encoding="utf-8")
    folder = open_work_folder(work)
    assert "1" == folder.form.edition
    assert "toolkit forms --use t" in newer_edition_offer(folder)
    assert ["1.10"] == [k.newer for k in list_known_forms(work) if k.used]
    use_form_in_folder(work, "t")
    assert "1.10" == open_work_folder(work).form.edition
    assert "" == newer_edition_offer(open_work_folder(work))


@pytest.mark.parametrize(
    ("one", "other", "newer"), [("2021.10", "2021.9", True), ("2022", "2021.3", True), ("1", "1", False)]
)
def test_editions_are_counted_not_spelt(one, other, newer):
    assert newer == is_newer_edition(one, other)


def test_the_list_names_all_and_marks_the_folders_own(work):
    (work / "坏的.toml").write_text('id = "坏的"\n', encoding="utf-8")
    known = list_known_forms(work)
    assert [("t", True, False), ("u", True, False), ("t", False, True)] == [
        (k.id, k.shipped, k.used) for k in known if not k.faults
    ]
    assert ["坏的"] == [k.id for k in known if k.faults]
    done = run("forms", "-w", work)
    assert 1 == done.output.count("← 本目录用的")
    assert 1 == done.output.count("处错误")


def test_the_list_is_shown_while_a_change_waits(work):
    change(work, "测试表", "改过的表")
    assert 0 == run("forms", "-w", work).exit_code
    assert 0 == run("forms", "--restore", "-w", work).exit_code
    assert "1" == open_work_folder(work).form.edition


def test_a_folder_from_before_gets_its_copy_when_it_hands_out(tmp_path, shipped):
    folder = make_work_folder(tmp_path / "w", OFFICE, UNITS)
    (folder.path / "t.toml").unlink()
    keep_form_of_folder(open_work_folder(folder.path))
    assert (shipped / "t.toml").read_bytes() == (folder.path / "t.toml").read_bytes()


def test_a_definition_is_called_after_its_id(work):
    (work / "t.toml").rename(work / "s.toml")
    with pytest.raises(WorkFolderError, match=r"id 是 t，文件名应为 t.toml"):
        load_named_form("s", work)


def test_differences_are_told_by_name():
    other = ONE.replace('{id="男"}, {id="女"}', '{id="女"}, {id="男"}').replace(
        '"类" = ["甲", "乙"]', '"类" = ["甲"]'
    )
    assert ("选项 类", "表 人口") == definition_differences(ONE.encode(), other.encode())
    assert ("写法",) == definition_differences(ONE.encode(), b"id =")


def draw_workbook(form, path):
    from draw import draw

    from toolkit.folder.work_folder import WorkFolder
    from toolkit.form.submission import Submission

    who = workbook_identity(WorkFolder(path.parent, replace(OFFICE, form=form.id), form), UNITS[0])
    path.write_bytes(draw(form, Submission(who)))


def test_outside_a_folder_a_workbook_is_of_the_form_it_names(tmp_path, shipped, monkeypatch):
    path = tmp_path / "收到" / "甲村.xlsx"
    path.parent.mkdir()
    draw_workbook(load_named_form("u"), path)

    def never(data):
        raise AssertionError("the sheets are not needed to know the form")

    monkeypatch.setattr("toolkit.folder.which_form.open_book", never)
    assert "u" == form_among([path.parent], None).id == form_in(path).id


def test_a_form_that_is_missing_is_named_with_what_to_do(tmp_path, shipped):
    path = tmp_path / "甲村.xlsx"
    draw_workbook(load_named_form("u"), path)
    (shipped / "u.toml").unlink()
    for ask in (lambda: form_among([path], None), lambda: form_in(path)):
        with pytest.raises(WorkFolderError, match=r"用的表样是 u，这里没有.*toolkit init 目录 --form 文件"):
            ask()


def test_a_workbook_that_names_no_form_is_of_the_one_it_looks_like(tmp_path, shipped):
    import openpyxl

    (shipped / "u.toml").write_text(OTHER.replace("常住", "常来").replace("户籍", "户口"), encoding="utf-8")
    path, book = tmp_path / "人口.xlsx", openpyxl.Workbook()
    for text in ("男", "女", "常来", "户口"):
        book.active.append([text])
    book.save(path)
    assert "u" == form_among([path], None).id == form_in(path).id
    openpyxl.Workbook().save(path)
    assert "t" == form_among([path], None).id
    with pytest.raises(WorkFolderError, match=r"看不出 .* 是哪个表样的工作簿（知道的有 t、u）"):
        form_in(path)


def test_properties_of_what_is_no_workbook_are_none():
    assert {} == open_workbook.read_book_properties(b"PK\x03\x04")
    assert {} == open_workbook.read_book_properties(b"")


def test_the_copy_among_the_runs_is_none_of_the_runs(work):
    assert (work / form_listing.RUNS / handed_out_definition.HANDED_OUT).is_file()
