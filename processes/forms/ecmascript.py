"""JavaScript's regular expressions (ECMA-262 §22.2, without flags) in the words of the ``regex`` package.

What the two would read differently and nobody needs in a form (back references, unknown escapes) is refused.
"""

from __future__ import annotations

import re
from itertools import pairwise

from processes.forms.texts import BLANKS

_TOKEN = re.compile(
    r"(?P<escape>\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.?))"
    r"|(?P<group>\((?:\?(?:[:=!]|<[=!]|<(?P<name>[^<>=!]*)>))?)"
    r"|(?P<quantifier>(?:[*+?]|\{(?P<low>[0-9]{1,9})(?P<range>,(?P<high>[0-9]{0,9}))?\})\??)"
    r"|(?P<set>\[)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*\Z")
_CONTROL = {"t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "0": "\0"}
_LINE_ENDS = "\n\r\u2028\u2029"
_LAST = 0xFFFF


def _char(character: str) -> str:
    """A character that stands for itself, inside and outside of sets."""
    return character if character.isascii() and character.isalnum() else f"\\u{ord(character):04x}"


def _ranges(characters: str) -> str:
    """All UTF-16 units but these, as members of a set."""
    points = [-1, *sorted(map(ord, characters)), _LAST + 1]
    gaps = [(low + 1, high - 1) for low, high in pairwise(points) if high - low > 1]
    return "".join(f"\\u{low:04x}-\\u{high:04x}" for low, high in gaps)


_BLANK = "".join(map(_char, BLANKS))
#: Members of sets; ``\d`` and ``\w`` know ASCII only, as the flag says.
_CLASSES = {"d": r"\d", "D": r"\D", "w": r"\w", "W": r"\W", "s": _BLANK, "S": _ranges(BLANKS)}


def translated(text: str) -> str:
    """The pattern for ``regex.compile(…, regex.V0 | regex.ASCII)``.

    Subject and pattern are UTF-16 units, one character each.  Raises ``ValueError`` with the reason.
    """
    return _Translation(text).run()


class _Translation:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.out: list[str] = []
        self.groups: list[bool] = []  # whether each open group may be repeated
        self.names: set[str] = set()
        self.repeatable = False

    def run(self) -> str:
        while self.at < len(self.text):
            found = _TOKEN.match(self.text, self.at)
            if found is None:  # pragma: no cover - the last alternative takes everything
                raise ValueError(f"第 {self.at + 1} 个字符无法识别")
            self.at = found.end()
            kind = str(found.lastgroup if found.lastgroup not in ("name", "low", "range", "high") else "")
            kind = kind or ("group" if found["group"] else "quantifier")
            getattr(self, f"_{kind}")(found)
        if self.groups:
            raise ValueError("括号没有闭合")
        return "".join(self.out)

    def _put(self, text: str, *, repeatable: bool = True) -> None:
        self.out.append(text)
        self.repeatable = repeatable

    def _escape(self, found: re.Match[str]) -> None:
        escape = found["escape"]
        letter = escape[1:2]
        if letter in ("b", "B"):
            self._put(escape, repeatable=False)
        elif letter in _CLASSES:
            self._put(f"[{_CLASSES[letter]}]")
        else:
            self._put(_char(self._single(escape)))

    def _single(self, escape: str) -> str:
        """The character that an escape stands for."""
        letter, digits = escape[1:2], escape[2:]
        if letter in ("u", "x") and digits:
            return chr(int(digits, 16))
        if letter in _CONTROL:
            if letter == "0" and self.text[self.at : self.at + 1].isdigit():
                raise ValueError("不支持八进制转义")
            return _CONTROL[letter]
        if letter and not (letter.isalnum() and letter.isascii()):
            return letter
        reason = "不支持反向引用" if letter.isdigit() or letter == "k" else "转义在浏览器中没有定义"
        raise ValueError(f"“{escape}”：{reason}")

    def _group(self, found: re.Match[str]) -> None:
        group, name = found["group"], found["name"]
        if group == "(" and self.text[self.at : self.at + 1] == "?":
            raise ValueError(f"“(?{self.text[self.at + 1 : self.at + 2]}”不是 JavaScript 的写法")
        if name is not None:
            if not _NAME.match(name) or name in self.names:
                raise ValueError(f"分组名“{name}”不合要求或重复")
            self.names.add(name)
        look = name is None and group not in ("(", "(?:")
        self.groups.append(not look)
        self._put(group if look else "(?:", repeatable=False)

    def _quantifier(self, found: re.Match[str]) -> None:
        low, high = found["low"], found["high"]
        if not self.repeatable:
            raise ValueError(f"“{found[0]}”前面没有可重复的内容")
        if high and int(high) < int(low):
            raise ValueError(f"“{found[0]}”的上下限颠倒")
        self._put(found[0], repeatable=False)

    def _other(self, found: re.Match[str]) -> None:
        character = found["other"]
        if character == ")":
            if not self.groups:
                raise ValueError("多出右括号")
            self._put(")", repeatable=self.groups.pop())
        elif character in "^$|":
            self._put({"^": r"\A", "$": r"\Z", "|": "|"}[character], repeatable=False)
        elif character == ".":
            self._put(f"[^{''.join(map(_char, _LINE_ENDS))}]")
        else:
            self._put(_char(character))

    def _set(self, _: re.Match[str]) -> None:
        negated = self.text.startswith("^", self.at)
        self.at += negated
        members: list[str] = []
        while not self.text.startswith("]", self.at):
            members.append(self._member())
            if members[-1] == "-" and len(members) > 1 and not self.text.startswith("]", self.at):
                members[-2:] = self._range(members[-2])
        self.at += 1
        inner = "".join(_char(each) if len(each) == 1 else each for each in members)
        if not inner:
            self._put(r"[\s\S]" if negated else "(?!)")
        else:
            self._put(f"[{'^' if negated else ''}{inner}]")

    def _range(self, low: str) -> list[str]:
        """``low-…``: a range of characters; beside a class such as ``\\d`` the hyphen stands for itself."""
        high = self._member()
        if len(low) > 1 or len(high) > 1:
            return [low, _char("-"), high]
        if ord(high) < ord(low):
            raise ValueError(f"字符范围“{low}-{high}”颠倒")
        return [f"{_char(low)}-{_char(high)}"]

    def _member(self) -> str:
        """One character of a set as it is, or a class as the text that it becomes."""
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            raise ValueError("方括号没有闭合")
        escape = found["escape"]
        if escape is None:
            self.at += 1
            return self.text[self.at - 1]
        self.at = found.end()
        if escape[1:2] in _CLASSES:
            return _CLASSES[escape[1]]
        return "\b" if escape == r"\b" else self._single(escape)
