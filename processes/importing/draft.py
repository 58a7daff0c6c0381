"""The document while it is converted: foreign parts are taken out, ours are put in, each with a note."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from . import expressions
from .names import BPMN, DIALECTS, JUEL_DIALECTS, PYTHON_DIALECTS, ZEEBE, foreign, shown, split
from .notes import Kind, Report
from .pieces import Piece, Untranslatable

Element = etree._Element
#: Parts of the standard that the notes name without the prefix of a dialect.
_STANDARD = frozenset({
    "conditionExpression", "condition", "activationCondition", "timeDate", "timeDuration", "timeCycle",
    "messagePath", "errorRef", "loopCardinality", "loopCondition", "completionCondition",
    "loopDataInputRef", "loopDataOutputRef", "potentialOwner", "humanPerformer", "lane", "calledElement",
    "scriptFormat", "script", "name",
})  # fmt: skip


class Draft:
    """``juel`` and ``python``: whether the document comes from an engine with such expressions."""

    def __init__(self, root: Element) -> None:
        self.root, self.report = root, Report()
        self._taken: list[tuple[Element, str, str]] = []
        self._told: set[tuple[Element, str]] = set()
        used = {split(str(name))[0] for e in root.iter(etree.Element) for name in (e.tag, *e.attrib)}
        self._dialects = [namespace for namespace in DIALECTS if namespace in used | set(root.nsmap.values())]
        self.juel = any(namespace in JUEL_DIALECTS for namespace in self._dialects)
        self.python = any(namespace in PYTHON_DIALECTS for namespace in self._dialects)

    # -- taking out

    def take(self, element: Element, name: str) -> str | None:
        """The value of a foreign attribute, which is removed."""
        for key in list(element.attrib):
            if foreign(str(key)) == name:
                value = str(element.attrib.pop(key))
                self._taken.append((element, name, value))
                return value
        return None

    def take_elements(self, element: Element, *names: str) -> list[Element]:
        """Foreign extension elements with these names directly under ``element``, which are removed."""
        box = element.find(f"{BPMN}extensionElements")
        if box is None:
            return []
        found = [each for each in box.iterchildren(etree.Element) if foreign(str(each.tag)) in names]
        for each in found:
            box.remove(each)
            if not len(each) and not each.attrib and not (each.text or "").strip():
                self.dropped(element, str(foreign(str(each.tag))), "没有内容")
        return found

    def subject(self, element: Element, name: str) -> str:
        """``camunda:assignee``; with the prefix of the dialect that the document uses."""
        own = not self._dialects or name.split("（")[0] in _STANDARD
        return name if own else shown(f"{{{self._dialects[0]}}}{name}")

    # -- putting in

    def extension(self, element: Element, name: str) -> Element:
        """Our extension element of this name under ``element``, made if need be."""
        box = self.box(element)
        found = box.find(f"{ZEEBE}{name}")
        return etree.SubElement(box, f"{ZEEBE}{name}") if found is None else found

    def box(self, element: Element) -> Element:
        """``extensionElements`` of an element; it stands behind the documentation (BPMN 2.0.2 §8.3.1)."""
        found = element.find(f"{BPMN}extensionElements")
        if found is not None:
            return found
        made = etree.Element(f"{BPMN}extensionElements")
        element.insert(len(element.findall(f"{BPMN}documentation")), made)
        return made

    def mapping(self, element: Element, direction: str, source: str, target: str) -> None:
        """An ``input`` or ``output`` of ``zeebe:ioMapping``."""
        holder = self.extension(element, "ioMapping")
        etree.SubElement(holder, f"{ZEEBE}{direction}", source=source, target=target)

    def header(self, element: Element, key: str, value: str) -> None:
        """A fixed parameter of a job."""
        etree.SubElement(self.extension(element, "taskHeaders"), f"{ZEEBE}header", key=key, value=value)

    # -- noting

    def note(
        self,
        kind: Kind,
        element: Element,
        name: str,
        message: str,
        original: str | None = None,
        result: str | None = None,
    ) -> None:
        """A note about a part of an element."""
        self._told.add((element, name))
        self.report.add(kind, element, self.subject(element, name), message, original, result)

    def mapped(self, element: Element, name: str, original: str | None, result: str | None) -> None:
        """Carried over with the same meaning."""
        self.note(Kind.MAPPED, element, name, "含义不变", original, result)

    def changed(
        self,
        element: Element,
        name: str,
        message: str,
        original: str | None = None,
        result: str | None = None,
    ) -> None:
        """Carried over with a difference."""
        self.note(Kind.CHANGED, element, name, message, original, result)

    def dropped(self, element: Element, name: str, message: str, original: str | None = None) -> None:
        """Not needed here."""
        self.note(Kind.DROPPED, element, name, message, original)

    def unmapped(
        self,
        element: Element,
        name: str,
        message: str,
        original: str | None = None,
        result: str | None = None,
    ) -> None:
        """Somebody has to do something."""
        self.note(Kind.UNMAPPED, element, name, message, original, result)

    def settle(self) -> None:
        """Attributes that were taken together with others get a note of their own."""
        for element, name, value in self._taken:
            if (element, name) not in self._told:
                self.mapped(element, name, value, None)

    # -- values

    def value(
        self,
        element: Element,
        name: str,
        raw: str,
        read: Callable[[str], Piece] = expressions.from_template,
        where: str = "",
    ) -> str:
        """The value of one of our attributes: a literal stays, an expression becomes ``= FEEL``.

        An expression without counterpart is kept in a form that no deployment accepts.
        """
        live = expressions.has_template(raw) or read is expressions.from_python
        if raw.lstrip().startswith("=") or not live:
            self.mapped(element, name, raw, f"{where} {raw}".strip())
            return raw
        try:
            piece = read(raw)
        except Untranslatable as error:
            result = expressions.refused(raw)
            message = f"表达式不能自动译成 FEEL（{error}），原文保留，部署时会被拒绝；请改写"
            self.unmapped(element, name, message, raw, result)
            return result
        result = f"= {piece.text}"
        if piece.caveats:
            self.changed(element, name, f"已译成 FEEL；{'；'.join(piece.caveats)}", raw, result)
        else:
            self.mapped(element, name, raw, f"{where} {result}".strip())
        return result

    def copy(self, element: Element, name: str, holder: str, attribute: str) -> bool:
        """Move a foreign attribute to an attribute of one of our extension elements; whether it was there."""
        raw = self.take(element, name)
        if raw is None:
            return False
        value = self.value(element, name, raw, where=f"zeebe:{holder} {attribute}")
        self.extension(element, holder).set(attribute, value)
        return True

    def elements(self, *tags: str) -> Iterator[Element]:
        """All BPMN elements with these names, as they are now."""
        return iter(list(self.root.iter(*(f"{BPMN}{tag}" for tag in tags))))
