"""Documents that want to hurt end in a clear refusal within seconds; large honest ones compile."""

from __future__ import annotations

import gc
import gzip
import itertools
import time

import pytest

from processes.definitions.references import of_bpmn
from processes.engine import Program, Resources, compile
from processes.engine.checks.rules import MOST
from processes.errors import InvalidDefinition

from .models import HEAD, document, process

BODY = HEAD.partition("?>")[2]
PLAIN = process("", "s>e")
SECONDS = 5  # of CPU; every one of these needs less than one


def entities(inside: str) -> bytes:
    """Ten levels of entities that multiply by ten."""
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE x [<!ENTITY a0 "ha">{levels}]>{BODY}{inside}</definitions>'.encode()


def external(declaration: str) -> bytes:
    return f"<!DOCTYPE x {declaration}>{BODY}{PLAIN}</definitions>".encode()


def tasks(number: int, tag: str = "task") -> str:
    return "".join(f'<{tag} id="t{n}"/>' for n in range(number))


def script(expression: str) -> bytes:
    inner = f'<zeebe:script expression="= {expression}" resultVariable="x"/>'
    node = f'<scriptTask id="t"><extensionElements>{inner}</extensionElements></scriptTask>'
    return document(process(node, "s>t; t>e"))


HOSTILE = {
    "entities in a text": (entities("<documentation>&a11;</documentation>"), "XML-syntax"),
    "entities in an attribute": (entities('<process id="&a11;"/>'), "XML-syntax"),
    "one large entity many times": (
        f'<!DOCTYPE x [<!ENTITY a "{"h" * 100_000}">]>{BODY}<process id="{"&a;" * 5000}"/>'.encode(),
        "XML-syntax",
    ),
    "external entity": (external('[<!ENTITY a SYSTEM "file:///etc/passwd">]'), "XML-doctype"),
    "parameter entity": (external('[<!ENTITY % a SYSTEM "file:///etc/passwd">%a;]'), "XML-doctype"),
    "external subset": (external('SYSTEM "http://127.0.0.1:1/x.dtd"'), "XML-doctype"),
    "a page": (b"<!DOCTYPE html><html></html>", "XML-doctype"),
    "50 MB": (b"<!--" + b"x" * 50_000_000 + b"-->" + document(PLAIN), "XML-too-large"),
    "100,000 nodes": (document(process(tasks(100_000), "s>e")), "XML-too-large"),
    "21,000 nodes": (document(process(tasks(21_000), "s>e")), "XML-too-large"),
    "5,000 deep": (document(process("<subProcess>" * 5000 + "</subProcess>" * 5000, "")), "XML-syntax"),
    "200 deep": (document(process("<subProcess>" * 200 + "</subProcess>" * 200, "")), "XML-too-large"),
    "an attribute of 7 MB": (
        document(PLAIN.replace('id="s"', f'id="s" name="{"s" * 7_000_000}"')),
        "XML-long-text",
    ),
    "100,000 attributes": (
        document(PLAIN.replace('id="s"', "".join(f' a{n}="1"' for n in range(100_000)))),
        "XML-too-large",
    ),
    "100,000 namespaces": (
        document(PLAIN).replace(
            b" xmlns", b"".join(b' xmlns:a%d="u"' % n for n in range(100_000)) + b" xmlns", 1
        ),
        "XML-too-large",
    ),
    "GBK that says UTF-8": (document(PLAIN.replace('"e"', '"终"')).decode().encode("gbk"), "XML-syntax"),
    "an unknown encoding": (document(PLAIN).replace(b"UTF-8", b"KLINGON"), "XML-syntax"),
    "UTF-8 that says UTF-16": (document(PLAIN).replace(b"UTF-8", b"UTF-16"), "XML-syntax"),
    "nothing": (b"", "XML-syntax"),
    "zeros": (b"\0" * 1000, "XML-syntax"),
    "packed": (gzip.compress(b"0" * 50_000_000), "XML-syntax"),
    "cut off": (document(PLAIN)[:-30], "XML-syntax"),
    "brackets in brackets": (script("(" * 60_000 + "1" + ")" * 60_000), "FEEL-syntax"),
    "40,000 sums": (script("1" + " + 1" * 40_000), "FEEL-syntax"),
    "a process inside itself": (
        document(process('<subProcess id="p"><startEvent id="i"/></subProcess>', "s>e")),
        "BPMN-duplicate-id",
    ),
    "an event on itself": (
        document(
            process('<boundaryEvent id="b" attachedToRef="b"><errorEventDefinition/></boundaryEvent>', "s>e")
        ),
        "BPMN-boundary-host",
    ),
    "data that is itself": (
        document(process('<dataObjectReference id="r" dataObjectRef="r"/>', "s>e")),
        "BPMN-dangling-reference",
    ),
}


@pytest.mark.parametrize(("content", "code"), HOSTILE.values(), ids=HOSTILE)
def test_it_ends_in_a_clear_refusal(content: bytes, code: str):
    began = time.process_time()
    with pytest.raises(InvalidDefinition) as refused:
        compile(Resources({"a.bpmn": content}))
    of_bpmn(content)
    assert time.process_time() - began < SECONDS
    assert code in {problem.code for problem in refused.value.problems}
    assert "libxml2" not in str(refused.value) or code == "XML-syntax"


def test_a_million_faults_are_not_all_told():
    with pytest.raises(InvalidDefinition) as refused:
        compile(Resources({"a.bpmn": document(process(tasks(19_000, "nonsense"), "s>e"))}))
    assert len(refused.value.problems) == MOST


@pytest.mark.parametrize("encoding", ["utf-16", "gbk", "utf-8-sig"])
def test_honest_encodings_are_read(encoding: str):
    declared = encoding.removesuffix("-sig")
    text = document(PLAIN.replace('id="e"', 'id="e" name="结束"')).decode().replace("UTF-8", declared)
    assert isinstance(compile(Resources({"a.bpmn": text.encode(encoding)})), Program)


def test_calls_in_a_circle_are_legal():
    call = '<callActivity id="{}" calledElement="{}"/>'
    one = process(call.format("c", "q"), "s>c; c>e")
    two = process(call.format("d", "p"), "s>d; d>e", "q").replace('"s"', '"s2"').replace('"e"', '"e2"')
    assert set(compile(Resources({"a.bpmn": document(one, two)})).processes) == {"p", "q"}


def chain(number: int) -> bytes:
    names = ["s", *(f"t{n}" for n in range(number)), "e"]
    flow = "; ".join(f"{a}>{b}" for a, b in itertools.pairwise(names))
    return document(process(tasks(number), flow))


def test_time_grows_with_the_document_and_not_with_its_square():
    spent = []
    gc.disable()  # what the other tests of this process hold is not the document's
    try:
        for number in (500, 2000):
            began = time.process_time()
            assert compile(Resources({"a.bpmn": chain(number)})).warnings == ()
            spent.append(time.process_time() - began)
    finally:
        gc.enable()
    assert spent[1] < 8 * spent[0]
