"""What a form hides, computes and takes from the scope."""

from __future__ import annotations

from tests.processes.forms.small_forms import clean, errors, field, form, options


def test_hidden_fields_are_dropped_and_not_required():
    hiding = form(
        field("checkbox", "joint"),
        field("textfield", "lead", validate={"required": True}, conditional={"hide": "=joint != true"}),
        {
            "type": "group",
            "id": "g",
            "path": "more",
            "conditional": {"hide": '=lead = "甲"'},
            "components": [field("textfield", "note", validate={"required": True})],
        },
    )
    assert clean(hiding, {"joint": False, "lead": "乙", "more": {"note": "x"}}) == {
        "joint": False,
        "more": {"note": "x"},
    }
    assert clean(hiding, {"joint": True, "lead": "甲", "more": {"note": "x"}}) == {
        "joint": True,
        "lead": "甲",
    }
    assert errors(hiding, {"joint": True}) == {"lead": ["此项为必填项。"], "more.note": ["此项为必填项。"]}


def test_a_hidden_field_does_not_decide_anything():
    chain = form(
        field("checkbox", "one"),
        field("checkbox", "two", conditional={"hide": "=one != true"}),
        field("textfield", "three", validate={"required": True}, conditional={"hide": "=two != true"}),
    )
    assert clean(chain, {"one": False, "two": True, "three": ""}) == {"one": False}
    # What an earlier submission left in the variables does not count either.
    assert clean(chain, {"one": False}, {"two": True}) == {"one": False}


def test_contradicting_conditions_come_to_an_end():
    paradox = form(
        field("textfield", "a", conditional={"hide": "=b != null"}),
        field("textfield", "b", conditional={"hide": "=a = null"}),
    )
    assert set(clean(paradox, {"a": "1", "b": "2"})) <= {"a", "b"}


def test_conditions_see_scope_and_form():
    seeing = form(
        {
            "type": "group",
            "id": "g",
            "path": "plan",
            "components": [field("textfield", "a", conditional={"hide": "=plan.kind = registration.kind"})],
        }
    )
    assert clean(seeing, {"plan": {"a": "x"}}, {"plan": {"kind": 1}, "registration": {"kind": 1}}) == {
        "plan": {}
    }
    assert clean(seeing, {"plan": {"a": "x"}}, {"plan": {"kind": 1}}) == {"plan": {"a": "x"}}


def test_readonly_and_disabled_values_come_from_the_scope():
    locked = form(
        field("textfield", "a", readonly=True),
        field("textfield", "b", disabled=True, validate={"required": True}),
        field("textfield", "c", readonly='=status = "done"'),
        field("textfield", "d", readonly=True, defaultValue="默认"),
    )
    sent = dict.fromkeys("abcd", "伪造")
    assert clean(locked, sent, {"a": "原值", "c": "旧", "status": "done"}) == {
        "a": "原值",
        "b": "",
        "c": "旧",
        "d": "默认",
    }
    assert clean(locked, sent, {"a": "原值", "c": "旧", "status": "open"})["c"] == "伪造"


def test_a_locked_field_that_was_emptied_does_not_get_its_default_again():
    locked = form(field("number", "n", readonly=True, defaultValue=3))
    assert clean(locked, {}, {}) == {"n": 3}
    assert clean(locked, {}, {"n": None}) == {"n": None}


def test_readonly_values_are_checked_as_the_browser_checks_them():
    locked = form(field("number", "n", readonly=True, validate={"required": True, "max": 3}))
    assert errors(locked, {}, {}) == {"n": ["此项为必填项。"]}
    assert errors(locked, {"n": 1}, {"n": 4}) == {"n": ["不能大于 3。"]}
    # What nobody could have entered is kept as it is.
    assert clean(locked, {"n": 1}, {"n": "四"}) == {"n": "四"}
    assert errors(locked, {"n": 1}, {"n": ""}) == {"n": ["此项为必填项。"]}


def test_a_forged_readonly_value_does_not_steer_conditions():
    steered = form(
        field("select", "route", values=options("A", "B"), readonly=True),
        field("textfield", "why", validate={"required": True}, conditional={"hide": '=route = "A"'}),
    )
    assert errors(steered, {"route": "A"}, {"route": "B"}) == {"why": ["此项为必填项。"]}


def test_readonly_fields_move_with_their_rows():
    rows = form(
        {
            "type": "dynamiclist",
            "id": "l",
            "path": "l",
            "components": [field("textfield", "no", readonly=True), field("textfield", "text")],
        }
    )
    stored = {"l": [{"no": "1", "text": "甲"}, {"no": "2", "text": "乙"}]}
    assert clean(rows, {"l": [{"no": "2", "text": "改"}]}, stored) == {"l": [{"no": "2", "text": "改"}]}
    assert clean(rows, {"l": [{"no": "9", "text": "改"}]}, stored) == {"l": [{"no": "1", "text": "改"}]}


def test_rows_that_may_not_be_added():
    fixed = form(
        {
            "type": "dynamiclist",
            "id": "l",
            "path": "l",
            "allowAddRemove": False,
            "components": [field("textfield", "a")],
        }
    )
    assert errors(fixed, {"l": [{}, {}]}) == {"l": ["不能增加或删除行，应为 1 行。"]}
    assert clean(fixed, {"l": [{"a": "1"}, {}]}, {"l": [{}, {}]}) == {"l": [{"a": "1"}, {"a": ""}]}


def test_expressions_are_computed_here():
    computed = form(
        field("number", "n"),
        field("expression", "double", expression="=n * 2"),
        field("expression", "quadruple", expression="=double * 2"),
        field("expression", "due", expression='=deadline("5WD", "2026-02-06").due_date'),
        field("expression", "none", expression="=n", conditional={"hide": "=n = 2"}),
    )
    assert clean(computed, {"n": 2, "double": 99, "due": {"any": "thing"}}) == {
        "n": 2,
        "double": 4,
        "quadruple": 8,
        "due": "2026-02-13",
    }


def test_assertions_of_groups():
    crossed = form(
        {
            "type": "group",
            "id": "g",
            "path": "c",
            "properties": {"assert": "=c.a + c.b = c.total", "assertMessage": "合计不符。"},
            "components": [field("number", "a"), field("number", "b"), field("number", "total")],
        }
    )
    assert errors(crossed, {"c": {"a": 1, "b": 2, "total": 4}}) == {"c": ["合计不符。"]}
    assert clean(crossed, {"c": {"a": 1, "b": 2, "total": 3}})["c"]["total"] == 3


def test_conditions_written_as_unary_tests():
    unary = form(field("checkbox", "a"), field("textfield", "b", conditional={"hide": "=a = true, a = null"}))
    assert clean(unary, {"a": False, "b": "x"}) == {"a": False, "b": "x"}


def test_this_at_the_root_is_the_whole_data():
    whole = form(
        field("textfield", "a"),
        field("expression", "b", expression="=this.a + _this_.c + string(parent = null)"),
    )
    assert clean(whole, {"a": "甲"}, {"c": "乙"})["b"] == "甲乙true"
