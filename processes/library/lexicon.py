"""The word list of the question library: words, synonyms, ways of asking, opposites, words that do not count.

One YAML file comes with the software (``lexicon.yaml``); an office adds to it with a file of the same shape.
Whatever is stored was read with some version of the list: ``Lexicon.version`` changes with every word.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from processes.errors import InvalidArgument
from processes.library.normal import normal

_PACKAGED = Path(__file__).with_name("lexicon.yaml")
_PARTS = ("version", "words", "synonyms", "asks", "contrasts", "stop")
#: Characters of a word; longer ones only make segmentation slow.
LONGEST_WORD = 16
#: Characters of a file; the packaged one has about 8,000.
LONGEST_FILE = 400_000


class InvalidLexicon(InvalidArgument):
    """A word list that cannot be used; the text says where, what was expected and what came."""

    code = "invalid_lexicon"


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words in normal form.

    ``words`` are taken as a whole; ``canonical`` maps a synonym to the word that stands for its group;
    ``asks`` maps a way of asking to what is asked for; ``contrasts`` are groups of words of which a question
    and its answer may not hold different ones.
    """

    words: frozenset[str]
    canonical: Mapping[str, str]
    asks: Mapping[str, str]
    contrasts: tuple[frozenset[str], ...]
    stop: frozenset[str]
    version: str

    @cached_property
    def longest(self) -> int:
        """Characters of the longest word."""
        return max(map(len, self.words), default=1)

    @cached_property
    def contrasting(self) -> Mapping[str, tuple[int, ...]]:
        """The groups of opposites that each word is in."""
        found: dict[str, tuple[int, ...]] = {}
        for number, group in enumerate(self.contrasts):
            for word in group:
                found[word] = (*found.get(word, ()), number)
        return found


def default_lexicon() -> Lexicon:
    """The packaged word list."""
    return load_lexicon(None)


@lru_cache(maxsize=8)
def load_lexicon(own: str | None) -> Lexicon:
    """The packaged list together with the office's own *file*.  Raises InvalidLexicon."""
    texts = [(_PACKAGED.name, _PACKAGED.read_text(encoding="utf8"))]
    if own:
        try:
            texts.append((own, Path(own).read_text(encoding="utf8")))
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidLexicon(f"词表 {own} 应为可以读取的 UTF-8 文件：{error}") from error
    return read_lexicon(texts)


def read_lexicon(files: Sequence[tuple[str, str]]) -> Lexicon:
    """The word list of several YAML texts, given with their names; a later one adds to those before it.

    Synonym groups that share a word become one; the first word of the earliest group stands for it.
    Raises InvalidLexicon.
    """
    parts = [_parts(name, text) for name, text in files]
    groups = [group for part in parts for group in part["synonyms"]]
    canonical = _canonical(groups)
    asks = {word: ask for part in parts for ask, words in part["asks"].items() for word in words}
    stop = frozenset(word for part in parts for word in part["stop"])
    words = {word for part in parts for word in part["words"]} | set(canonical) | set(asks) | stop
    contrasts = [
        frozenset(canonical.get(w, w) for w in group) for part in parts for group in part["contrasts"]
    ]
    words |= {word for group in contrasts for word in group}
    digest = hashlib.sha256("\0".join(text for _, text in files).encode()).hexdigest()[:8]
    return Lexicon(
        words=frozenset(words),
        canonical=canonical,
        asks=asks,
        contrasts=tuple(contrasts),
        stop=stop,
        version=f"{parts[-1]['version']}-{digest}",
    )


def _canonical(groups: Iterable[Sequence[str]]) -> dict[str, str]:
    canonical: dict[str, str] = {}
    for group in groups:
        known = [canonical[word] for word in group if word in canonical]
        head = known[0] if known else group[0]
        for word, other in list(canonical.items()):
            if other in known:
                canonical[word] = head
        canonical |= dict.fromkeys(group, head)
    return canonical


def _parts(name: str, text: str) -> dict[str, Any]:
    """The parts of a file with every word in normal form."""
    if len(text) > LONGEST_FILE:
        raise InvalidLexicon(f"词表 {name}：应不超过 {LONGEST_FILE} 个字符，实际为 {len(text)} 个")
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidLexicon(f"词表 {name}：应为合法的 YAML 文本，{_place(error)}") from error
    if not isinstance(data, dict) or set(data) - set(_PARTS):
        got = "、".join(sorted(set(map(str, data)) - set(_PARTS))) if isinstance(data, dict) else "其他内容"
        raise InvalidLexicon(f"词表 {name}：应由 {'、'.join(_PARTS)} 组成，实际有 {got}")
    words, asks = data.get("words") or {}, data.get("asks") or {}
    if not isinstance(words, dict) or not isinstance(asks, dict):
        raise InvalidLexicon(f"词表 {name}：words 和 asks 应为“名称: 词”的对照")
    return {
        "version": str(data.get("version") or "own"),
        "words": [word for topic, text in words.items() for word in _list(name, f"words.{topic}", text)],
        "synonyms": _groups(name, "synonyms", data.get("synonyms")),
        "asks": {str(ask): _list(name, f"asks.{ask}", each) for ask, each in asks.items()},
        "contrasts": _groups(name, "contrasts", data.get("contrasts")),
        "stop": _list(name, "stop", data.get("stop") or ""),
    }


def _groups(name: str, part: str, groups: Any) -> list[list[str]]:
    if not isinstance(groups or [], list):
        raise InvalidLexicon(f"词表 {name}：{part} 应为列表，实际为“{str(groups)[:40]}”")
    found = [_list(name, f"{part} 第 {number} 组", group) for number, group in enumerate(groups or [], 1)]
    for number, group in enumerate(found, 1):
        if len(group) < 2:
            raise InvalidLexicon(
                f"词表 {name}：{part} 第 {number} 组应至少有两个词，实际为“{'、'.join(group)}”"
            )
    return found


def _list(name: str, part: str, words: Any) -> list[str]:
    """Words of a list, or of a text in which blanks separate them; in normal form, each once."""
    listed = words.split() if isinstance(words, str) else words
    if not isinstance(listed, list) or not all(isinstance(word, str | int) for word in listed):
        raise InvalidLexicon(f"词表 {name}：{part} 应为词的列表，实际为“{str(words)[:40]}”")
    found = list(dict.fromkeys(normal(str(word)) for word in listed))
    wrong = next(
        (word for word in found if not word.strip() or " " in word or len(word) > LONGEST_WORD), None
    )
    if wrong is not None:
        raise InvalidLexicon(f"词表 {name}：{part} 的词应为 1 至 {LONGEST_WORD} 个字，实际为“{wrong}”")
    return found


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"第 {mark.line + 1} 行{getattr(error, 'problem', None) or '无法识别'}" if mark else "无法识别"
