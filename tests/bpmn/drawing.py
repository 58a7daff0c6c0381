"""The drawn side (BPMN DI) of a diagram, read for measuring.  Lengths are pixels of the drawing."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_DD = "{http://www.omg.org/spec/DD/20100524/DI}"
_FRAMES = ("participant", "lane")
_FLOWS = ("sequenceFlow", "messageFlow", "association")


class Point(NamedTuple):
    """A waypoint."""

    x: float
    y: float


class Box(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def overlaps(self, other: Box, margin: float = 1) -> bool:
        """Whether the two share more than ``margin`` in both directions."""
        return (
            min(self.right, other.right) - max(self.x, other.x) > margin
            and min(self.bottom, other.bottom) - max(self.y, other.y) > margin
        )

    def holds(self, other: Box, margin: float = 1) -> bool:
        """Whether the other lies inside."""
        return (
            self.x - margin <= other.x
            and self.y - margin <= other.y
            and other.right <= self.right + margin
            and other.bottom <= self.bottom + margin
        )

    def crossed_by(self, start: Point, end: Point, margin: float = 2) -> bool:
        """Whether a horizontal or vertical line enters the inside."""
        line = Box(min(start.x, end.x), min(start.y, end.y), abs(start.x - end.x), abs(start.y - end.y))
        return (
            line.x < self.right - margin
            and line.right > self.x + margin
            and line.y < self.bottom - margin
            and line.bottom > self.y + margin
        )


@dataclass(frozen=True)
class Shape:
    """A drawn element; ``scope`` is the process around it, ``host`` the activity of a boundary event."""

    id: str
    tag: str
    box: Box
    label: Box | None
    scope: str
    host: str | None

    @property
    def is_frame(self) -> bool:
        return self.tag in _FRAMES

    def distance_to_border(self, point: Point) -> float:
        """How far a point is from the drawn outline: circle, diamond or rectangle."""
        dx, dy = abs(point.x - self.box.middle.x), abs(point.y - self.box.middle.y)
        half_width, half_height = self.box.width / 2, self.box.height / 2
        if self.tag.endswith("Event"):
            return float(abs((dx * dx + dy * dy) ** 0.5 - half_width))
        if self.tag.endswith("Gateway"):
            return float(abs(dx / half_width + dy / half_height - 1) * half_width / 2**0.5)
        outside = max(dx - half_width, dy - half_height)
        return abs(outside)


@dataclass(frozen=True)
class Line:
    """A drawn connection."""

    id: str
    tag: str
    source: str
    target: str
    points: tuple[Point, ...]
    label: Box | None

    @property
    def segments(self) -> list[tuple[Point, Point]]:
        return list(pairwise(self.points))


@dataclass
class Drawing:
    """One diagram."""

    name: str
    shapes: dict[str, Shape] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    lane_of: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    @property
    def nodes(self) -> list[Shape]:
        """Everything but pools and lanes."""
        return [shape for shape in self.shapes.values() if not shape.is_frame]

    def surrounds(self, shape: Shape) -> set[str]:
        """The sub-processes around a shape, and itself."""
        found, scope = {shape.id}, shape.scope
        while scope in self.shapes:
            found.add(scope)
            scope = self.shapes[scope].scope
        return found

    def labels(self) -> dict[str, Box]:
        """The external labels by owner."""
        owners: list[Shape | Line] = [*self.shapes.values(), *self.lines.values()]
        return {owner.id: owner.label for owner in owners if owner.label is not None}


def read(path: Path) -> Drawing:
    """Read a diagram; elements without a drawing are listed in ``missing``."""
    root = etree.parse(path).getroot()
    drawn = {
        element.get("bpmnElement", ""): element for element in root.iter(f"{_DI}BPMNShape", f"{_DI}BPMNEdge")
    }
    drawing = Drawing(path.name)
    for element in root.iter(etree.Element):
        tag = str(element.tag).removeprefix(BPMN)
        if not _is_drawn(tag):
            continue
        identity = element.get("id", "")
        if identity not in drawn:
            drawing.missing.append(identity)
        elif tag in _FLOWS:
            drawing.lines[identity] = _line(element, tag, drawn[identity])
        else:
            drawing.shapes[identity] = _shape(element, tag, drawn[identity])
        if tag == "lane" and element.find(f"{BPMN}childLaneSet") is None:
            for reference in element.iterfind(f"{BPMN}flowNodeRef"):
                drawing.lane_of[(reference.text or "").strip()] = identity
    return drawing


def _is_drawn(tag: str) -> bool:
    ends = ("Task", "task", "Event", "Gateway", "callActivity", "subProcess", "textAnnotation")
    return "{" not in tag and (tag in _FRAMES or tag in _FLOWS or tag.endswith(ends))


def _bounds(holder: etree._Element | None) -> Box | None:
    bounds = None if holder is None else holder.find(f"{_DC}Bounds")
    if bounds is None:
        return None
    return Box(*(float(bounds.get(key, "nan")) for key in ("x", "y", "width", "height")))


def _shape(element: etree._Element, tag: str, drawn: etree._Element) -> Shape:
    parent = element.getparent()
    box = _bounds(drawn)
    assert box is not None, element.get("id")
    scope = "" if parent is None else parent.get("id", "")
    label = _bounds(drawn.find(f"{_DI}BPMNLabel"))
    return Shape(element.get("id", ""), tag, box, label, scope, element.get("attachedToRef"))


def _line(element: etree._Element, tag: str, drawn: etree._Element) -> Line:
    points = tuple(
        Point(float(p.get("x", "nan")), float(p.get("y", "nan"))) for p in drawn.iter(f"{_DD}waypoint")
    )
    source, target = element.get("sourceRef", ""), element.get("targetRef", "")
    return Line(element.get("id", ""), tag, source, target, points, _bounds(drawn.find(f"{_DI}BPMNLabel")))
