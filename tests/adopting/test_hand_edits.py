"""What somebody changed in a proposed definition stays in the next proposal; what does not go together is told."""

from toolkit.adopting.hand_edits import keep_hand_edits


def form(**more):
    rows = [{"id": "甲"}, {"id": "乙"}]
    table = {"id": "表", "columns": [{"id": "数"}], "rows": rows}
    return {"title": "旧", "table": [table], "rule": [rule("G1", "[甲] = [乙]")]} | more


def rule(name, must):
    return {"id": name, "must": must, "over": "表"}


def table_of(*rows, **more):
    return [{"id": "表", "columns": [{"id": "数"}], "rows": [{"id": r} for r in rows]} | more]


def test_a_change_on_either_side_is_taken():
    done = keep_hand_edits(form(), form(title="手改"), form(edition="2"))
    assert ("手改", "2", ("名称",), ()) == (done.data["title"], done.data["edition"], done.kept, done.clashes)


def test_a_change_on_both_sides_is_told_and_the_new_one_taken():
    done = keep_hand_edits(form(), form(title="手改"), form(title="重读"))
    assert ("重读", ("名称",)) == (done.data["title"], done.clashes)


def test_the_same_change_on_both_sides_is_none():
    done = keep_hand_edits(form(), form(title="新"), form(title="新"))
    assert ("新", (), ()) == (done.data["title"], done.kept, done.clashes)


def test_lines_added_stay_beside_their_neighbour_and_lines_taken_out_stay_out():
    edited = form(table=table_of("甲", "丙"))
    done = keep_hand_edits(form(), edited, form(table=table_of("零", "甲", "乙")))
    assert ["零", "甲", "丙"] == [r["id"] for r in done.data["table"][0]["rows"]]
    assert ["丙（添加）", "乙（删去）"] == sorted(k.rpartition(" › ")[2] for k in done.kept)
    assert () == done.clashes


def test_a_line_somebody_changed_that_is_proposed_no_more_is_told():
    edited = form(
        table=[{"id": "表", "columns": [{"id": "数"}], "rows": [{"id": "甲"}, {"id": "乙", "help": "说明"}]}]
    )
    done = keep_hand_edits(form(), edited, form(table=table_of("甲")))
    assert 1 == len(done.clashes)


def test_the_order_somebody_gave_stays():
    done = keep_hand_edits(form(), form(table=table_of("乙", "甲")), form(table=table_of("甲", "乙", "丙")))
    assert ["乙", "丙", "甲"] == [r["id"] for r in done.data["table"][0]["rows"]]
    assert any(k.endswith("次序") for k in done.kept)


def test_a_rule_is_known_by_what_it_says_not_by_its_number():
    fresh = form(rule=[rule("G1", "[新] = [甲]"), rule("G2", "[甲] = [乙]")])
    edited = form(rule=[rule("G1", "[甲] = [乙]") | {"why": "手改"}, rule("G2", "[甲] >= 0")])
    done = keep_hand_edits(form(), edited, fresh)
    said = {r["must"]: (r["id"], r.get("why")) for r in done.data["rule"]}
    assert ("G1", None) == said["[新] = [甲]"]
    assert ("G2", "手改") == said["[甲] = [乙]"]
    assert said["[甲] >= 0"][0] not in ("G1", "G2")
