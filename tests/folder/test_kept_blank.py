"""The blank a form is filled in on is kept beside its definition: a missing or changed one is refused, one handed out comes back."""

import json
import shutil

import pytest
from adopting.test_proposal import bytes_of
from form_chain import toolkit
from given import LEDGER, definition_of

from toolkit.definition.definition_text import definition_text
from toolkit.errors import FormError
from toolkit.folder.work_folder import open_work_folder

FILE = f"{LEDGER}.xlsx"


@pytest.fixture
def work(tmp_path):
    said = tmp_path / "定义"
    said.mkdir()
    (said / FILE).write_bytes(bytes_of(LEDGER))
    (said / "表样.toml").write_text(definition_text(definition_of(LEDGER)), "utf-8")
    home = tmp_path / "工作"
    toolkit(
        *("init", home, "--form", said / "表样.toml", "--name", "某镇", "--code", "410308"),
        *("--period", "2025"),
        codes=(0,),
    )
    toolkit("roster", "add", "410308001", "东岭村", "单位", "-w", home, codes=(0,))
    return home


def test_the_blank_comes_into_the_work_folder_with_the_definition(work):
    assert bytes_of(LEDGER) == (work / FILE).read_bytes()
    assert open_work_folder(work).form.given.data == bytes_of(LEDGER)


def test_without_its_blank_a_form_is_refused_with_what_to_do(work):
    (work / FILE).unlink()
    with pytest.raises(FormError, match="放到表样旁边"):
        open_work_folder(work)


def test_a_changed_blank_is_refused_and_the_one_handed_out_comes_back(work):
    toolkit("distribute", "-w", work, codes=(0,))
    (work / FILE).write_bytes(bytes_of("c6_规范性文件清理"))
    with pytest.raises(FormError, match=r"改过了.*toolkit forms --restore"):
        open_work_folder(work)
    toolkit("forms", "--restore", "-w", work, codes=(0,))
    assert bytes_of(LEDGER) == (work / FILE).read_bytes()
    kept = work / "运行记录" / "换下的表样" / FILE
    assert bytes_of("c6_规范性文件清理") == kept.read_bytes()
    assert open_work_folder(work).form.given.data == bytes_of(LEDGER)


def test_a_past_period_keeps_its_blank(work):
    toolkit("distribute", "-w", work, codes=(0,))
    toolkit("next", "-w", work, "--unmerged", codes=(0,))
    assert bytes_of(LEDGER) == (work / FILE).read_bytes()
    assert open_work_folder(work / "往期" / "2025").form.given.data == bytes_of(LEDGER)


def test_a_new_edition_brings_its_own_blank(work, tmp_path):
    toolkit("distribute", "-w", work, codes=(0,))
    new = tmp_path / "新"
    new.mkdir()
    said = definition_of(LEDGER) | {"edition": "2", "accepts": ["1"]}
    (new / "表样.toml").write_text(definition_text(said), "utf-8")
    shutil.copy(work / FILE, new / FILE)
    done = json.loads(toolkit("forms", "--use", new / "表样.toml", "-w", work, "--json", codes=(0,)))
    assert "2" == done["edition"]
    assert "2" == open_work_folder(work).form.edition
