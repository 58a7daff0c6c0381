"""Which papers there are, what they are made from, and when one can be had."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from processes.errors import InvalidState, NotFound
from processes.papers.inspection import inspection_paper
from processes.papers.page import Names, Paper
from processes.papers.plan import plan_paper
from processes.papers.return_note import return_note_paper
from processes.papers.wording import mapping

#: The formats with their media types.
ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf": "application/pdf",
    }
)


@dataclass(frozen=True)
class PaperKind:
    """A paper: ``source`` is the variable without which there is nothing to write, ``step`` who writes it."""

    code: str
    name: str
    source: str
    step: str
    make: Callable[[Mapping[str, Any], Names], Paper]


_ALL = (
    PaperKind("plan", "政策解读方案", "plan", "编制解读方案", plan_paper),
    PaperKind("return-note", "退文单", "return_note", "退文", return_note_paper),
    PaperKind("inspection-circular", "季度检查通报", "inspection_check", "抽查与人工核对", inspection_paper),
)
KINDS: Mapping[str, PaperKind] = MappingProxyType({kind.code: kind for kind in _ALL})


def offered(variables: Mapping[str, Any]) -> list[PaperKind]:
    """The papers that can be made from these variables."""
    return [kind for kind in KINDS.values() if mapping(variables.get(kind.source))]


def make(code: str, variables: Mapping[str, Any], names: Names) -> Paper:
    """A paper by its code.  Raises NotFound (no such paper) and InvalidState (nothing to write yet)."""
    kind = KINDS.get(code)
    if kind is None:
        known = "、".join(f"{kind.code}（{kind.name}）" for kind in KINDS.values())
        raise NotFound(f"没有编号为“{code}”的文书，可以输出的有：{known}", paper=code)
    if not mapping(variables.get(kind.source)):
        raise InvalidState(f"还不能输出{kind.name}：“{kind.step}”环节尚未办理", paper=code)
    return kind.make(variables, names)
