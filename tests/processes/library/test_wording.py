"""Cutting Chinese text into words: the dictionary, numbers, ways of asking, what is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes import library
from processes.library.normal import normal
from processes.library.wording import cut, wording

CHARACTERS = "加装电梯补助申请老年人一二三十两岁元个月第12３ａB%.，？ 的吗\n龘🐉"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("加装电梯每台补助多少钱？", ["加装", "电梯", "每台", "补助", "多少钱"]),
        ("外来务工人员随迁子女怎么入学", ["外来务工人员随迁子女", "怎么", "入学"]),
        ("ＡＰＰ上申请Ｇ60高速ETC", ["app", "上", "申请", "g", "60", "高速", "etc"]),
        ("龘龗靐齉", ["龘龗", "龗靐", "靐齉"]),
        ("住宅的采光", ["住宅", "的", "采光"]),
    ],
)
@pytest.mark.rule("S2-67")
def test_text_is_cut_into_words(lexicon: library.Lexicon, text: str, expected: list[str]) -> None:
    assert list(cut(text, lexicon)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("六十周岁", "60周岁"),
        ("两百零三元", "203元"),
        ("二〇二六年", "2026年"),
        ("〇〇年" + "一" * 5_000 + "元", "0年" + "1" * 5_000 + "元"),
        ("第一百元，统一百元", "第一100元 统一100元"),
        ("十五个月", "15个月"),
        ("一次性补助", "一次性补助"),
        ("第三条，（统一）1,486户", "第三条 统一 1 486户"),
        ("18.5万元，30%。", "18.5万元 30%"),
        ("", ""),
    ],
)
def test_numbers_are_written_in_one_way(text: str, expected: str) -> None:
    assert normal(text) == expected


def test_synonyms_and_ways_of_asking(lexicon: library.Lexicon) -> None:
    said, meant = wording("电梯补贴能领多少钱", lexicon), wording("电梯补助可以申请多少元", lexicon)
    assert said == meant
    assert said.asks == {"金额"}
    assert wording("电梯补助可以申请吗", lexicon).asks == {"可否"}
    assert wording("托育券每张200元，三岁能用吗", lexicon).facts == {"元": {"200"}, "岁": {"3"}}


@given(st.text(CHARACTERS, max_size=40))
def test_nothing_is_lost_or_invented(text: str) -> None:
    pieces = list(cut(text, library.default_lexicon()))
    assert all(piece and not piece.isspace() for piece in pieces)
    assert set("".join(pieces)) == set(normal(text).replace(" ", ""))
    assert normal(normal(text)) == normal(text)


def own(folder: Path, text: str) -> library.Lexicon:
    (folder / "own.yaml").write_text(text, encoding="utf8")
    library.load_lexicon.cache_clear()
    return library.load_lexicon(str(folder / "own.yaml"))


def test_an_office_adds_words_of_its_own(tmp_path: Path, lexicon: library.Lexicon) -> None:
    mine = own(tmp_path, "words: {本地: 棒棒军}\nsynonyms: [[补助, 贴补款], [抬梯子, 装电梯]]\nstop: 嘛")
    assert list(cut("棒棒军的贴补款嘛", mine)) == ["棒棒军", "的", "贴补款", "嘛"]
    assert wording("棒棒军的贴补款嘛", mine).terms == ("棒棒军", "补助")
    assert mine.version != lexicon.version


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "应为合法的 YAML 文本，第"),
        ("- 词", "应由 version、words"),
        ("names: {}", "实际有 names"),
        ("synonyms: [[补助]]", "synonyms 第 1 组应至少有两个词，实际为“补助”"),
        ("synonyms: 补助", "synonyms 应为列表"),
        ("asks: [多少]", "应为“名称: 词”的对照"),
        ("stop: [[a]]", "stop 应为词的列表"),
        ("words: {x: [有 空格]}", "应为 1 至 16 个字，实际为“有 空格”"),
        ("words: {x: [？]}", "应为 1 至 16 个字，实际为“”"),
    ],
)
def test_a_wrong_word_list_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(library.InvalidLexicon, match=r"own\.yaml") as refused:
        own(tmp_path, text)
    assert told in str(refused.value)


def test_a_word_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(library.InvalidLexicon, match="应为可以读取的 UTF-8 文件"):
        library.load_lexicon(str(tmp_path / "none.yaml"))
