"""The committed drawings are tidy: a person can read them without searching."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from tests.bpmn.drawing import Box, Drawing, Shape, read

DIAGRAMS = sorted((Path(__file__).parents[2] / "bpmn").glob("*.bpmn"))
_BORDER = 3.0  # pixels that a waypoint may be off the outline


@pytest.fixture(params=DIAGRAMS, ids=lambda path: path.stem)
def drawing(request: pytest.FixtureRequest) -> Drawing:
    return read(request.param)


def test_there_are_diagrams() -> None:
    assert len(DIAGRAMS) >= 7


def test_everything_is_drawn(drawing: Drawing) -> None:
    assert drawing.missing == []


def test_shapes_do_not_overlap(drawing: Drawing) -> None:
    found = [
        (one.id, other.id)
        for one, other in combinations(drawing.nodes, 2)
        if one.box.overlaps(other.box) and not _belong_together(drawing, one, other)
    ]
    assert found == []


def _belong_together(drawing: Drawing, one: Shape, other: Shape) -> bool:
    nested = one.id in drawing.surrounds(other) or other.id in drawing.surrounds(one)
    return nested or other.host == one.id or one.host == other.id


def test_boundary_events_sit_on_the_border_of_their_host(drawing: Drawing) -> None:
    boundary = [shape for shape in drawing.nodes if shape.host is not None]
    off = [s.id for s in boundary if drawing.shapes[s.host or ""].distance_to_border(s.box.middle) > _BORDER]
    assert off == []


def test_lines_begin_and_end_at_the_outline_of_their_elements(drawing: Drawing) -> None:
    loose = []
    for line in drawing.lines.values():
        for end, point in ((line.source, line.points[0]), (line.target, line.points[-1])):
            if end in drawing.shapes and drawing.shapes[end].distance_to_border(point) > _BORDER:
                loose.append((line.id, end, point))
    assert loose == []


def test_flows_are_horizontal_and_vertical(drawing: Drawing) -> None:
    slanted = [
        line.id
        for line in drawing.lines.values()
        if line.tag != "association"
        for start, end in line.segments
        if abs(start.x - end.x) > 1 and abs(start.y - end.y) > 1
    ]
    assert slanted == []


def test_no_flow_runs_through_a_foreign_shape(drawing: Drawing) -> None:
    through = []
    for line in drawing.lines.values():
        allowed = {line.source, line.target}
        for end in (line.source, line.target):
            if end in drawing.shapes:
                allowed |= drawing.surrounds(drawing.shapes[end])
                host = drawing.shapes[end].host
                allowed |= {host} if host else set()
        for shape in drawing.nodes:
            if shape.id not in allowed and shape.host not in allowed:
                through += [(line.id, shape.id) for a, b in line.segments if shape.box.crossed_by(a, b)]
    assert through == []


def test_every_node_is_inside_its_lane(drawing: Drawing) -> None:
    outside = [
        node
        for node, lane in drawing.lane_of.items()
        if not drawing.shapes[lane].box.holds(drawing.shapes[node].box)
    ]
    assert outside == []


def test_every_node_has_a_lane_or_a_subprocess_around_it(drawing: Drawing) -> None:
    homeless = [
        shape.id
        for shape in drawing.nodes
        if shape.tag != "textAnnotation"
        and shape.id not in drawing.lane_of
        and shape.scope not in drawing.shapes
    ]
    assert homeless == []


def test_what_is_in_a_subprocess_is_drawn_inside_it(drawing: Drawing) -> None:
    outside = [
        shape.id
        for shape in drawing.nodes
        if shape.scope in drawing.shapes and not drawing.shapes[shape.scope].box.holds(shape.box)
    ]
    assert outside == []


def test_labels_do_not_overlap_shapes(drawing: Drawing) -> None:
    covered = [
        (owner, shape.id)
        for owner, label in drawing.labels().items()
        for shape in drawing.nodes
        if shape.tag != "subProcess" and shape.id != owner and _covers(label, shape)
    ]
    assert covered == []


def _covers(label: Box, shape: Shape) -> bool:
    """Whether a label reaches into the outline: the corners around a diamond or circle are free."""
    if not shape.tag.endswith(("Gateway", "Event")):
        return bool(label.overlaps(shape.box))
    middle, half = shape.box.middle, shape.box.width / 2
    dx = max(label.x - middle.x, middle.x - label.right, 0) / half
    dy = max(label.y - middle.y, middle.y - label.bottom, 0) / half
    return (dx + dy if shape.tag.endswith("Gateway") else (dx * dx + dy * dy) ** 0.5) < 0.95


def test_labels_do_not_overlap_each_other(drawing: Drawing) -> None:
    labels = drawing.labels()
    assert [(a, b) for a, b in combinations(labels, 2) if labels[a].overlaps(labels[b])] == []


def test_labels_keep_clear_of_lines(drawing: Drawing) -> None:
    struck = [
        (owner, line.id)
        for owner, label in drawing.labels().items()
        for line in drawing.lines.values()
        if line.tag != "association"
        for start, end in line.segments
        if label.crossed_by(start, end)
    ]
    assert struck == []


def test_every_scope_is_read_from_the_left(drawing: Drawing) -> None:
    """The start event is the leftmost element of its process or sub-process."""
    wrong = []
    for start in (shape for shape in drawing.nodes if shape.tag == "startEvent"):
        peers = [
            s
            for s in drawing.nodes
            if s.scope == start.scope and s.tag not in ("textAnnotation", "startEvent")
        ]
        wrong += [(start.id, peer.id) for peer in peers if peer.box.middle.x < start.box.middle.x - 1]
    assert wrong == []


def test_lanes_fill_their_pool_without_gaps(drawing: Drawing) -> None:
    pools = [shape for shape in drawing.shapes.values() if shape.tag == "participant"]
    lanes = [drawing.shapes[lane] for lane in dict.fromkeys(drawing.lane_of.values())]
    ours = [pool for pool in pools if any(pool.box.holds(lane.box) for lane in lanes)]
    assert len(ours) == 1
    assert sum(lane.box.height for lane in lanes) == pytest.approx(ours[0].box.height, abs=2)
    assert all(lane.box.right == pytest.approx(ours[0].box.right, abs=1) for lane in lanes)
