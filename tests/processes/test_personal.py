"""What a mask shows, and that a form handed back with masks in it changes nothing."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.personal import ERASED, Veiled, masked, places, reference, resolved, unchanged, unmasked

ASKER, PHONE, OTHER = (reference(f"sm3:{number}") for number in range(3))
VALUES = {"sm3:0": "欧阳溪石", "sm3:1": "13971508842", "sm3:2": "13900018842"}
GONE = Veiled(ERASED)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("张三", "张*"),
        (" 欧阳溪石 ", "欧***"),
        ("爱新觉罗氏某某", "爱***"),
        ("王", "*"),
        ("", "*"),
        ("7", "****"),
        ("13812345678", "138****5678"),
        ("010-88123456", "010****3456"),
        ("88123456", "****"),  # seven figures of eight would be the number
        ("1990-01-02", "****"),
        ("A区12号楼", "A***"),
        ("zhang@mail.example", "z***@mail.example"),
        ("z@xn--fiq228c.xn--fiqs8s", "z***@xn--fiq228c.xn--fiqs8s"),
        # What stands behind an address or a sign that is none is hidden as any other text.
        ("zhang@mail.example 电话13812345678", "z***"),
        ("@13812345678", "@13****5678"),
        ("@zhangsan", "@***"),
        ("微信@zhangsan", "微***"),
        ("a@139.7150.8842", "a@1****8842"),
        (5, "***"),
        (["13812345678"], "***"),
        (None, "***"),
    ],
)
def test_a_mask_tells_two_apart_and_no_more(value: Any, shown: str) -> None:
    assert masked(value) == shown
    assert isinstance(masked(value), Veiled)


@pytest.mark.parametrize("shown", [GONE, masked("张三"), masked("13812345678")])
def test_what_is_masked_or_erased_is_not_masked_again(shown: Veiled) -> None:
    assert masked(shown) is shown


@given(st.text("0123456789-+ ", min_size=5, max_size=30))
def test_a_number_shows_seven_characters_at_most_and_hides_four(number: str) -> None:
    shown = masked(number).replace("*", "")

    assert len(shown) <= min(7, max(1, len(number.strip()) - 4))


def test_the_mask_handed_back_is_the_old_value() -> None:
    before = {"asker": ASKER, "contact": PHONE, "question": "哪里申请？"}
    back = {"asker": "欧***", "contact": "139****8842", "question": "何时申请？"}

    found = unmasked(back, before, VALUES)

    assert found == {"asker": "欧阳溪石", "contact": "13971508842", "question": "何时申请？"}
    assert unchanged(found, before, VALUES) == {**before, "question": "何时申请？"}


def test_a_new_value_is_the_new_value() -> None:
    before = {"asker": ASKER, "contact": PHONE}
    back = {"asker": "欧***", "contact": "13800000000"}

    found = unmasked(back, before, VALUES)

    assert found == {"asker": "欧阳溪石", "contact": "13800000000"}
    assert unchanged(found, before, VALUES) == {"asker": ASKER, "contact": "13800000000"}


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_who_empties_a_field_empties_it(empty: Any) -> None:
    before = {"contact": PHONE}

    assert unmasked({"contact": empty}, before, VALUES) == {"contact": empty}
    assert unchanged({"contact": empty}, before, VALUES) == {"contact": empty}
    assert unmasked({}, before, VALUES) == {}


@pytest.mark.parametrize("values", [VALUES, VALUES | {"sm3:1": GONE}])
def test_the_word_for_what_is_erased_is_never_a_value(values: dict[str, Any]) -> None:
    """Not even where there is one again since the page was shown."""
    before = {"contact": PHONE}

    found = unmasked({"contact": ERASED}, before, values)

    assert found == {"contact": values["sm3:1"]}
    assert unchanged(found, before, values) == before


def test_a_mask_counts_where_it_was_shown_and_nowhere_else() -> None:
    before = {"contact": PHONE, "note": None, "deep": {"contact": "139****8842"}, "rows": ["139****8842"]}
    back = {
        "note": "139****8842",
        "deep": {"contact": "139****8842"},
        "rows": ["139****8842"],
        "new": "欧***",
    }

    assert unmasked(back, before, VALUES) == back
    assert unmasked("139****8842", before, VALUES) == "139****8842"


@pytest.mark.parametrize("back", ["text", 5, None, [], {}, {"0": "139****8842"}, [["139****8842"]]])
@pytest.mark.parametrize("before", [{"contact": PHONE}, [PHONE], [{"0": PHONE}], {"0": [PHONE]}])
def test_what_has_another_shape_is_taken_as_it_comes(back: Any, before: Any) -> None:
    assert unmasked(back, before, VALUES) == back


ROWS = [
    {"name": "甲", "phone": PHONE, "note": "先"},
    {"name": "乙", "phone": OTHER, "note": None},
    {"name": "丙", "phone": ASKER, "note": ""},
]
#: What the form shows of them: the two numbers look the same.
FIRST, SECOND, THIRD = resolved(ROWS, lambda _, key: masked(VALUES[key]))
NEW = {"name": "丁", "phone": "13800000000", "note": None}


@pytest.mark.parametrize(
    ("back", "phones"),
    [
        ([FIRST, SECOND, THIRD], [PHONE, OTHER, ASKER]),
        ([SECOND, THIRD], [OTHER, ASKER]),
        ([THIRD], [ASKER]),
        ([SECOND, FIRST], [OTHER, PHONE]),
        ([FIRST, SECOND, THIRD, NEW], [PHONE, OTHER, ASKER, NEW["phone"]]),
        ([NEW, THIRD], [NEW["phone"], ASKER]),
        # A row whose text was changed is the one in its place, unless that one stands elsewhere now.
        ([FIRST, SECOND | {"note": "改"}, THIRD], [PHONE, OTHER, ASKER]),
        ([SECOND | {"note": "改"}, FIRST], [OTHER, PHONE]),
        ([THIRD | {"note": "改"}], [ASKER]),
        ([FIRST | {"note": "改"}, SECOND | {"note": "改"}], [PHONE, OTHER]),
        ([FIRST | {"phone": "13800000000"}, SECOND], ["13800000000", OTHER]),
    ],
)
def test_rows_that_go_come_and_move_take_their_data_along(
    back: list[dict[str, Any]], phones: list[Any]
) -> None:
    found = unmasked({"rows": back}, {"rows": ROWS}, VALUES)

    assert found == {
        "rows": [
            row | {"phone": resolved(phone, lambda _, key: VALUES[key])}
            for row, phone in zip(back, phones, strict=True)
        ]
    }
    kept = unchanged(found, {"rows": ROWS}, VALUES)
    assert [row["phone"] for row in kept["rows"]] == phones


def test_a_row_that_was_edited_and_moved_is_looked_for_near_by() -> None:
    """A hundred rows of which every one was edited and two changed places: not all are compared with all."""
    values = {f"sm3:{number}": f"139{number:04}{number:04}" for number in range(100)}
    before = [{"phone": reference(key), "note": ""} for key in values]
    back = [{"phone": masked(value), "note": "改"} for value in values.values()]
    back[3], back[40] = back[40], back[3]

    found = unmasked(back, before, values)

    expected = list(values.values())
    expected[3], expected[40] = expected[40], expected[3]
    assert [row["phone"] for row in found] == expected


def test_the_effort_for_long_lists_grows_with_their_length() -> None:
    def effort(length: int) -> float:
        values = {f"sm3:{number}": f"139{number:08}" for number in range(length)}
        before = [{"phone": reference(key), "note": ""} for key in values]
        back = [{"phone": masked(value), "note": "改"} for value in values.values()]
        began = process_time()
        unmasked(back, before, values)
        return process_time() - began

    assert min(effort(2000) for _ in range(2)) < 24 * min(effort(250) for _ in range(3))


def test_rows_within_rows_find_theirs_too() -> None:
    before = [
        {"unit": "甲", "people": None},
        {"unit": "乙", "people": [{"phone": PHONE}]},
        {"unit": "丙", "people": [{"phone": ASKER}]},
    ]
    back = [{"unit": "丙（改）", "people": [{"phone": "13800000000"}, {"phone": "欧***"}]}]

    found = unmasked(back, before, VALUES)

    assert [row["phone"] for row in found[0]["people"]] == ["13800000000", "欧阳溪石"]


_TEXTS = st.sampled_from(
    ["张三", "张九", "13812345678", "13800005678", "z@mail.example", "88123456", "王", 5]
)
_KNOWN = st.dictionaries(st.sampled_from([f"sm3:{n}" for n in range(12)]), _TEXTS | st.just(GONE), min_size=3)
_NAMES = st.sampled_from(["a", "b", "c"])


@st.composite
def _matters(draw: st.DrawFn) -> tuple[Any, dict[str, Any]]:
    """Data that refer to each of some personal data in one place, and these by digest."""
    values = draw(_KNOWN)
    left = list(values)

    def datum(_: Any) -> Any:
        return reference(left.pop()) if left else None

    leaf = st.none().map(datum) | st.sampled_from([None, "", "公开", 1, True])
    data = draw(
        st.dictionaries(
            _NAMES,
            st.recursive(
                leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner), max_leaves=8
            ),
        )
    )
    return data, values


@settings(max_examples=50)
@given(_matters())
def test_a_form_handed_back_as_it_was_shown_changes_nothing(matter: tuple[Any, dict[str, Any]]) -> None:
    """Masked, in clear, or part of it erased: every reference stays where it was."""
    data, values = matter
    for shown in (
        resolved(data, lambda _, key: masked(values[key])),
        resolved(data, lambda _, key: values[key]),
    ):
        clear = unmasked(shown, data, values)
        assert clear == resolved(data, lambda _, key: values[key])
        kept = unchanged(clear, data, values)
        assert resolved(kept, lambda _, key: values[key]) == clear
        assert [path for path, _ in places(kept)] == [path for path, _ in places(data)]


@given(st.lists(_TEXTS | st.just(GONE), max_size=6), st.data())
def test_no_mask_becomes_a_value_whatever_rows_go_and_move(known: list[Any], draw: st.DataObject) -> None:
    values = {f"sm3:{number}": value for number, value in enumerate(known)}
    before = [{"number": number, "value": reference(key)} for number, key in enumerate(values)]
    shown = resolved(before, lambda _, key: masked(values[key]))
    back = draw.draw(st.lists(st.sampled_from(shown), unique_by=lambda row: row["number"])) if shown else []

    found = unmasked(back, before, values)

    assert found == [{"number": row["number"], "value": known[row["number"]]} for row in back]
