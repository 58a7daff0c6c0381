"""Single rules of the conversion."""

from __future__ import annotations

import pytest
from lxml import etree

from processes.importing import Kind, Note, convert

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:flowable="http://flowable.org/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
SPIFF = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
)


def converted(body: str, namespaces: str = NAMESPACES) -> tuple[str, list[Note]]:
    """The inside of a process, converted."""
    done = convert(f'<definitions {namespaces}><process id="p">{body}</process></definitions>'.encode())
    return done.document.decode(), done.notes


def attributes(text: str, tag: str) -> dict[str, str]:
    """The attributes of the only element with this name."""
    (found,) = etree.fromstring(text.encode()).iter(f"{{*}}{tag}")
    return {str(key): str(value) for key, value in found.attrib.items()}


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ('camunda:assignee="demo"', {"assignee": "demo"}),
        ('camunda:assignee="${a.b}"', {"assignee": "= a.b"}),
        ('camunda:assignee="${bean.who()}"', {"assignee": "= ${bean.who()}"}),
        ('flowable:candidateUsers="a, b"', {"candidateUsers": "a, b"}),
        ('flowable:candidateGroups="${g}"', {"candidateGroups": "= g"}),
    ],
)
def test_people(written: str, wanted: dict[str, str]):
    text, _ = converted(f'<userTask id="u" {written}/>')
    assert attributes(text, "assignmentDefinition") == wanted


@pytest.mark.parametrize(
    ("key", "form"),
    [
        ("camunda-forms:deployment:forms/start.form", "start"),
        ("camunda-forms:/forms/start.form", "start"),
        ("start", "start"),
        ("${which}", "= which"),
    ],
)
def test_forms(key: str, form: str):
    text, _ = converted(f'<userTask id="u" camunda:formKey="{key}"/>')
    assert attributes(text, "formDefinition") == {"formId": form}


def test_an_embedded_form_is_told():
    text, notes = converted('<userTask id="u" camunda:formKey="embedded:app:forms/x.html"/>')
    assert "formDefinition" not in text
    assert [note.subject for note in notes if note.kind is Kind.UNMAPPED] == ["camunda:formKey"]


@pytest.mark.parametrize(
    ("inside", "attributes_wanted"),
    [
        ('<camunda:in variables="all"/>', ("true", "false")),
        ('<camunda:out variables="all"/>', ("false", "true")),
        ("", ("false", "false")),
    ],
)
def test_variables_of_a_call(inside: str, attributes_wanted: tuple[str, str]):
    text, _ = converted(
        f'<callActivity id="c" calledElement="x"><extensionElements>{inside}</extensionElements>'
        "</callActivity>"
    )
    found = attributes(text, "calledElement")
    assert (found["propagateAllParentVariables"], found["propagateAllChildVariables"]) == attributes_wanted
    assert found["processId"] == "x"


def test_single_mappings_beside_everything_are_all_kept():
    text, notes = converted(
        '<callActivity id="c" calledElement="x"><extensionElements><camunda:in variables="all"/>'
        '<camunda:in source="a" target="b"/><camunda:in sourceExpression="${a + 1}" target="d"/>'
        '<camunda:out variables="all"/><camunda:out source="r" target="s"/>'
        "</extensionElements></callActivity>"
    )
    root = etree.fromstring(text.encode())
    assert [(e.get("source"), e.get("target")) for e in root.iter("{*}input")] == [
        ("= a", "b"),
        ("= a + 1", "d"),
    ]
    assert [(e.get("source"), e.get("target")) for e in root.iter("{*}output")] == [("= r", "s")]
    assert [note.subject for note in notes if note.kind is Kind.UNMAPPED] == ["camunda:out"]


@pytest.mark.parametrize(
    ("name", "given"), [("calledElementVersion", "3"), ("calledElementVersionTag", "${tag}")]
)
def test_a_version_of_a_call_is_told(name: str, given: str):
    _, notes = converted(
        f'<callActivity id="c" calledElement="x" camunda:calledElementBinding="version" '
        f'camunda:{name}="{given}"/>'
    )
    assert [(n.subject, n.original) for n in notes if n.kind is Kind.UNMAPPED] == [(f"camunda:{name}", given)]


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        ('camunda:calledElementBinding="latest"', {"bindingType": "latest"}),
        ('camunda:calledElementBinding="deployment"', {"bindingType": "deployment"}),
        (
            'camunda:calledElementBinding="versionTag" camunda:calledElementVersionTag="2026"',
            {"bindingType": "versionTag", "versionTag": "2026"},
        ),
        ('camunda:asyncBefore="false"', {}),
    ],
)
def test_a_call_keeps_its_binding(attributes: str, wanted: dict[str, str]):
    out, _ = converted(f'<callActivity id="c" calledElement="x" {attributes}/>')
    [called] = etree.fromstring(out.encode()).iter("{*}calledElement")
    assert {key: called.get(key) for key in ("bindingType", "versionTag") if called.get(key)} == wanted


@pytest.mark.parametrize(
    ("text", "namespaces", "wanted"),
    [
        ("${x &gt; 1}", NAMESPACES, "= x > 1"),
        ("#{x}", NAMESPACES, "= x"),
        ("x == 'a'", NAMESPACES, '= x = "a"'),
        ("x in ['a']", NAMESPACES, '= list contains(["a"], x)'),
        ("${bean.ok()}", NAMESPACES, "= ${bean.ok()}"),
        ("x[i]", SPIFF, "= ${x[i]}"),
        ("= x &gt; 1", SPIFF, "= x > 1"),
    ],
)
def test_conditions(text: str, namespaces: str, wanted: str):
    out, _ = converted(
        f'<sequenceFlow id="f" sourceRef="a" targetRef="b"><conditionExpression>{text}</conditionExpression>'
        '</sequenceFlow><endEvent id="e"/>',
        namespaces,
    )
    assert etree.fromstring(out.encode()).findtext(".//{*}conditionExpression") == wanted


@pytest.mark.parametrize(("language", "wanted"), [("feel", "= x > 1"), ("groovy", "= ${x > 1}")])
def test_the_language_of_a_condition_counts(language: str, wanted: str):
    out, _ = converted(
        '<sequenceFlow id="f" sourceRef="a" targetRef="b">'
        f'<conditionExpression language="{language}">x &gt; 1</conditionExpression></sequenceFlow>'
    )
    assert etree.fromstring(out.encode()).findtext(".//{*}conditionExpression") == wanted


@pytest.mark.parametrize(
    ("tag", "text", "namespaces", "wanted"),
    [
        ("timeDuration", "PT5M", NAMESPACES, "PT5M"),
        ("timeDuration", "${wait}", NAMESPACES, "= wait"),
        ("timeCycle", "R3/PT10H", NAMESPACES, "R3/PT10H"),
        ("timeCycle", "0 0 9 ? * 2-6", NAMESPACES, "0 0 9 ? * MON-FRI"),
        ("timeCycle", "0 0/5 * ? * 6L *", NAMESPACES, "0 0/5 * ? * FRIL"),
        ("timeCycle", "0 0 9 ? * 2#1", NAMESPACES, "0 0 9 ? * MON#1"),
        ("timeCycle", "0 0 9 ? * * 2030", NAMESPACES, "= ${0 0 9 ? * * 2030}"),
        ("timeCycle", "R3/${period}", NAMESPACES, '= "R3/" + string(period)'),
        ("timeDate", "2026-03-12T18:00:00+08:00", NAMESPACES, "2026-03-12T18:00:00+08:00"),
        ("timeDuration", "timedelta(hours=5)", SPIFF, "PT5H"),
        ("timeDuration", "'PT5M'", SPIFF, "PT5M"),
        ("timeDate", "due_at", SPIFF, "= due_at"),
    ],
)
def test_timers(tag: str, text: str, namespaces: str, wanted: str):
    out, _ = converted(
        '<intermediateCatchEvent id="t"><timerEventDefinition>'
        f"<{tag}>{text}</{tag}></timerEventDefinition></intermediateCatchEvent><userTask id='u'/>",
        namespaces,
    )
    assert etree.fromstring(out.encode()).findtext(f".//{{*}}{tag}") == wanted


def test_collection_wins_over_cardinality():
    text, _ = converted(
        '<userTask id="u"><multiInstanceLoopCharacteristics camunda:collection="${people}" '
        'camunda:elementVariable="who"><loopCardinality>3</loopCardinality>'
        "</multiInstanceLoopCharacteristics></userTask>"
    )
    assert attributes(text, "loopCharacteristics") == {"inputCollection": "= people", "inputElement": "who"}
    assert "loopCardinality" not in text


def test_a_cardinality_is_an_expression():
    text, _ = converted(
        '<userTask id="u"><multiInstanceLoopCharacteristics><loopCardinality>${n + 1}</loopCardinality>'
        "</multiInstanceLoopCharacteristics></userTask>"
    )
    assert "<loopCardinality>= n + 1</loopCardinality>" in text


def test_a_connector_becomes_a_job_with_its_parameters():
    text, _ = converted(
        '<serviceTask id="s"><extensionElements><camunda:connector><camunda:inputOutput>'
        '<camunda:inputParameter name="url">http://x/${id}</camunda:inputParameter></camunda:inputOutput>'
        "<camunda:connectorId>http-connector</camunda:connectorId></camunda:connector></extensionElements>"
        "</serviceTask>"
    )
    assert attributes(text, "taskDefinition") == {"type": "http-connector"}
    assert attributes(text, "input") == {"source": '= "http://x/" + string(id)', "target": "url"}


def test_extension_elements_stand_behind_the_documentation():
    text, _ = converted('<userTask id="u" camunda:assignee="x"><documentation>d</documentation>'
                        "<incoming>f</incoming></userTask>")  # fmt: skip
    task = etree.fromstring(text.encode()).find(".//{*}incoming/..")
    assert task is not None
    assert [etree.QName(child).localname for child in task] == [
        "documentation",
        "extensionElements",
        "incoming",
    ]


def test_several_assignments_become_one_context():
    text, _ = converted('<scriptTask id="s"><script>a = 1\nb = a + c</script></scriptTask>', SPIFF)
    assert attributes(text, "script") == {"expression": "= {a: 1, b: a + c}", "resultVariable": "s_result"}
    assert [e.get("source") for e in etree.fromstring(text.encode()).iter("{*}output")] == [
        "= s_result.a",
        "= s_result.b",
    ]


@pytest.mark.parametrize("script", ["b = a\na = 1", "a = 1\na = 2", "a = a + 1\nb = 2"])
def test_assignments_that_a_context_would_reorder_stay_a_program(script: str):
    text, notes = converted(f'<scriptTask id="s"><script>{script}</script></scriptTask>', SPIFF)
    assert attributes(text, "taskDefinition") == {"type": "s"}
    assert [note.kind for note in notes] == [Kind.UNMAPPED]


def test_a_document_of_no_dialect_with_juel_is_converted_too():
    plain = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    text, _ = converted(
        '<sequenceFlow id="f" sourceRef="a" targetRef="b"><conditionExpression>${x}</conditionExpression>'
        "</sequenceFlow>", plain)  # fmt: skip
    assert "<conditionExpression>= x</conditionExpression>" in text


def test_prefixes_that_texts_use_are_kept():
    text, _ = converted(
        '<sequenceFlow id="f" sourceRef="a" targetRef="b">'
        '<conditionExpression xsi:type="b:tFormalExpression">${x}'
        "</conditionExpression></sequenceFlow>",
        NAMESPACES + ' xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"',
    )
    assert 'xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"' in text


@pytest.mark.parametrize(
    ("inside", "kind", "subject"),
    [
        ("<o:assignment>{}</o:assignment>", Kind.UNMAPPED, "o:assignment"),
        ("<design:stencilid>UserTask</design:stencilid>", Kind.DROPPED, "design:stencilid"),
    ],
)
def test_extensions_of_unknown_tools_are_told(inside: str, kind: Kind, subject: str):
    text, notes = converted(
        f'<userTask id="u"><extensionElements>{inside}</extensionElements></userTask>',
        NAMESPACES + ' xmlns:o="http://omni.example" xmlns:design="http://flowable.org/design"',
    )
    assert [(note.kind, note.subject, note.element_id) for note in notes] == [(kind, subject, "u")]
    assert "assignment>" not in text
    assert "stencilid" not in text


def test_names_that_are_computed_are_told():
    _, notes = converted('<userTask id="u" name="审批 ${title}"/>')
    assert [(note.kind, note.subject, note.original) for note in notes] == [
        (Kind.UNMAPPED, "name", "审批 ${title}")
    ]
