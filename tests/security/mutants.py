"""Files as a careless editor or a malicious hand would hand them in: the shipped ones with damage."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from functools import cache
from pathlib import Path

from lxml import etree

from tests.processes.calendar.test_office_time import UNIT as ARRANGEMENT
from tests.processes.decisions.mutation import mutated as mutated_decisions
from tests.processes.forms.mutations import SHIPPED, damaged

ROOT = Path(__file__).parents[2]
#: Pieces that look like something else: markup, entities, numbers without end, expressions, paths.
BITS = (
    "<!DOCTYPE a [<!ENTITY x 'y'>]>",
    "&x;",
    "&#0;",
    "&#x10FFFF;",
    "<![CDATA[",
    "<?php ?>",
    "-->",
    "\x00",
    '"\\0"',
    '"\\ud800"',
    "\ufeff",
    "\u202e",
    "= 1 +",
    "=for i in 1..99999999 return i",
    "{{7*7}}",
    "${7*7}",
    "__import__('os')",
    "../../etc/passwd",
    "9" * 400,
    "1e999",
    "-1",
    "R99999999/PT0.000001S",
    "P99999999Y",
    "<script>alert(1)</script>",
    "'; DROP TABLE a;--",
    "&a &b",
    "*a",
    "!!python/object:os.system",
    "? ",
    "- " * 200,
    "{" * 300,
    "[" * 300,
    "(" * 300,
    "\t",
    "\r\n",
    "'",
    '"',
)
_CALENDARS = ROOT / "processes" / "calendar" / "notices"


@cache
def _diagrams() -> tuple[bytes, ...]:
    shipped = [path.read_bytes() for path in sorted((ROOT / "bpmn").glob("*.bpmn"))]
    samples = [path.read_bytes() for path in (ROOT / "tests" / "service" / "samples").glob("*.bpmn")]
    return (*shipped, *samples * 10)  # the samples can be deployed alone


@cache
def _decisions() -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted((ROOT / "bpmn").glob("*.dmn")))


@cache
def _notices() -> tuple[bytes, ...]:
    return (*(path.read_bytes() for path in sorted(_CALENDARS.glob("*.yaml"))), ARRANGEMENT.encode())


def bpmn(choice: random.Random) -> tuple[str, bytes]:
    """A diagram: bytes, tags, attributes, texts and expressions changed."""
    document = choice.choice(_diagrams())
    return "drafting.bpmn", _xml(document, choice)


def dmn(choice: random.Random) -> tuple[str, bytes]:
    """A decision table."""
    document = choice.choice(_decisions())
    made = mutated_decisions(document, choice) if choice.random() < 0.5 else _xml(document, choice)
    return "D01.dmn", made


def form(choice: random.Random) -> tuple[str, bytes]:
    """A form; one in five changed as text."""
    whole = choice.choice(SHIPPED)
    if choice.random() < 0.2:
        return "F01.form", scrambled(json.dumps(whole, ensure_ascii=False).encode(), choice)
    try:
        return "F01.form", json.dumps(damaged(choice, whole)).encode()
    except RecursionError:  # nested too deeply for the encoder, not for a stranger
        return "F01.form", b'{"components":[' * 3000


def calendar(choice: random.Random) -> tuple[str, bytes]:
    """A notice or an arrangement."""
    lines = choice.choice(_notices()).decode().split("\n")
    for _ in range(choice.randint(0, 4)):
        at = choice.randrange(len(lines))
        match choice.randrange(5):
            case 0:
                del lines[at : at + choice.randint(1, 3)]
                lines = lines or [""]
            case 1:
                lines.insert(at, choice.choice(lines))
            case 2:
                lines[at] = " " * choice.randint(0, 9) + lines[at].strip()
            case 3:
                lines[at] = lines[at].partition(":")[0] + ": " + choice.choice(BITS)
            case _:
                lines[at] = choice.choice(BITS) + lines[at]
    made = "\n".join(lines).encode()
    return "notice.yaml", scrambled(made, choice) if choice.random() < 0.3 else made


KINDS = {"bpmn": bpmn, "dmn": dmn, "form": form, "calendar": calendar}


def scrambled(content: bytes, choice: random.Random) -> bytes:
    """One to six places overwritten, cut, repeated or filled with something strange."""
    data = bytearray(content)
    for _ in range(choice.randint(1, 6)):
        at = choice.randrange(len(data) or 1)
        match choice.randrange(4):
            case 0:
                data[at : at + 1] = bytes([choice.randrange(256)])
            case 1:
                del data[at : at + choice.randint(1, 60)]
            case 2:
                data[at:at] = data[at : at + choice.randint(1, 400)] * choice.choice((1, 2, 50))
            case _:
                data[at:at] = choice.choice(BITS).encode()
    return bytes(data)


def _xml(document: bytes, choice: random.Random) -> bytes:
    if choice.random() < 0.3:
        return scrambled(document, choice)
    root = etree.fromstring(document)
    for _ in range(choice.randint(1, 4)):
        _wound(root, choice)
    return etree.tostring(root)


def _wound(root: etree._Element, choice: random.Random) -> None:
    elements = list(root.iter(etree.Element))
    one, other = choice.choice(elements), choice.choice(elements)
    parent = one.getparent()
    bit = choice.choice([each for each in BITS if each.isprintable()])
    value = choice.choice([bit, other.get("id") or "x", *map(str, other.attrib.values())])
    match choice.randrange(7):
        case 0 if one.attrib:
            one.set(choice.choice(sorted(map(str, one.attrib))), value)
        case 1 if one.attrib:
            del one.attrib[choice.choice(sorted(map(str, one.attrib)))]
        case 2 if parent is not None:
            parent.remove(one)
        case 3:
            one.tag = other.tag
        case 4 if parent is not None:
            for _ in range(choice.choice((1, 1, 30))):
                parent.append(deepcopy(one))
        case 5:
            for _ in range(choice.choice((1, 60, 300))):
                one = etree.SubElement(one, one.tag)
        case _:
            one.text = value
