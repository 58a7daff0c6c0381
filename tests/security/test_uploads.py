"""Files that mean harm, through the routes that take them (OWASP ASVS 5.0 1.5.1, 5.2.1, 5.2.2, 5.3.2)."""

from __future__ import annotations

import random

import pytest

from processes.definitions.naming import MAX_FILES
from tests.processes.calendar.test_office_time import UNIT as ARRANGEMENT
from tests.security.mutants import KINDS
from tests.security.uploading import Office
from tests.service.conftest import SAMPLES

DIAGRAM = (SAMPLES / "drafting.bpmn").read_text(encoding="utf8")
BPMN = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"'
DMN = 'xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="x" name="x"'
_FILE = '<!ENTITY x SYSTEM "file:///etc/hostname">'
_LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
#: What stands in front of the root, its attributes, and what it holds.
HOSTILE = {
    "external entity": (f"<!DOCTYPE d [{_FILE}]>", "", "&x;"),
    "parameter entity": ('<!DOCTYPE d [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]>', "", ""),
    "billion laughs": (f"<!DOCTYPE d [{_LAUGHS}]>", "", "&a9;"),
    "quadratic": (f'<!DOCTYPE d [<!ENTITY a "{"x" * 50_000}">]>', "", "&a;" * 50_000),
    "quadratic attribute": (
        f'<!DOCTYPE d [<!ENTITY a "{"x" * 50_000}">]>',
        'id="' + "&a;" * 20_000 + '"',
        "",
    ),
    "external document type": ('<!DOCTYPE d SYSTEM "file:///etc/hostname">', "", ""),
    "nested": ("", "", "<a>" * 100_000 + "</a>" * 100_000),
    "many elements": ("", "", "<a/>" * 200_000),
    "long text": ("", "", "x" * 9_000_000),
}


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize(("name", "space"), [("a.bpmn", BPMN), ("a.dmn", DMN)])
def test_hostile_documents_are_refused(office: Office, name: str, space: str, what: str) -> None:
    before, attributes, inside = HOSTILE[what]
    document = f"{before}<definitions {space} {attributes}>{inside}</definitions>"

    assert office.deploy(name, document) == 422


@pytest.mark.parametrize("name", ["a.bpmn", "a.dmn"])
def test_other_encodings_hide_nothing(office: Office, name: str) -> None:
    told = "<?xml version='1.0' encoding='{}'?>"
    utf7 = told.format("UTF-7") + "+ADwAIQ-DOCTYPE d SYSTEM 'file:///etc/hostname'+AD4-<definitions/>"
    utf16 = (told.format("UTF-16") + f"<!DOCTYPE d [{_FILE}]><definitions>&x;</definitions>").encode("utf-16")

    assert office.deploy(name, utf7) == 422
    assert office.deploy(name, utf16) == 400  # no JSON text holds such bytes


def test_files_are_judged_by_what_they_hold(office: Office) -> None:
    for content in (
        "",
        "PK\x03\x04",
        "<html><script>1</script></html>",
        "<svg onload='x'/>",
        "%PDF-1.7",
        "{}",
    ):
        for name in ("a.bpmn", "a.dmn", "a.form"):
            assert office.deploy(name, content) == 422, (name, content)
    assert office.deploy("a.exe", DIAGRAM) == 422


def test_an_inclusion_includes_nothing(office: Office) -> None:
    inside = (
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
    )

    assert office.deploy("included.bpmn", f"<definitions {BPMN}>{inside}</definitions>") < 500


@pytest.mark.parametrize(
    "name",
    [
        "a\r\nb.bpmn",
        "\u202egpj.bpmn",
        'a"b.bpmn',
        "a\x01.bpmn",
        "..\\a.bpmn",
        "<img src=x>.bpmn",
        " .bpmn",
        "x" * 116 + ".bpmn",
        ".bpmn",
        "a.bpmn\u2028",
    ],
)
def test_names_of_files_are_plain(office: Office, name: str) -> None:
    assert office.deploy(name, DIAGRAM, page=len(name) < 100) == 422


def test_a_folder_in_a_name_leads_nowhere(office: Office) -> None:
    assert office.deploy("../../etc/drafting.bpmn", DIAGRAM) == 201

    browser, _ = office.people["bi"]
    page = browser.text("/designer/")
    assert "../" not in page


def test_the_number_of_files_is_limited(office: Office) -> None:
    browser, token = office.people["bi"]
    files = {f"f{number}.form": "{}" for number in range(MAX_FILES + 1)}
    answer = browser.client.post(
        "/api/v1/deployments/", json={"files": files, "note": "x"}, headers={"X-CSRFToken": token}
    )

    assert answer.status_code == 422
    assert f"一次最多部署 {MAX_FILES} 个文件" in answer.json["detail"]


@pytest.mark.parametrize(
    "content",
    [
        b"a: &a [x, x]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (n, n) for n in range(30)),
        b"# x\n" * 100000,
        b"unit: {" * 50000,
        b"!!python/object/apply:os.system [id]",
        b"\xff\xfe\x00",
        b"&a [*a]",
        b"- " * 20000,
        *(
            ARRANGEMENT.replace("title: 区", f'title: "{escape}"#').encode()
            for escape in (r"\0", r"\uD800", r"\x80\uDC00")
        ),
    ],
)
def test_hostile_calendars_are_refused(office: Office, content: bytes) -> None:
    assert office.calendar(content) == 422
    assert office.calendar(content, file=False) == 422


@pytest.mark.parametrize("escape", ["\\u0000", "\\ud800"])
@pytest.mark.parametrize(
    ("member", "without"), [('"id": "draft', 422), ('"label": "', 201)], ids=["id", "label"]
)
def test_what_could_not_be_shown_is_not_taken(office: Office, member: str, without: int, escape: str) -> None:
    """In a label that is the only reason; an id that the process does not name is refused in any case."""
    form = (SAMPLES / "draft.form").read_text(encoding="utf8")
    assert office.deploy("draft.form", form.replace(member, member + "x", 1)) == without

    for page in (True, False):
        assert office.deploy("draft.form", form.replace(member, member + escape, 1), page=page) == 422


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files_are_answered(office: Office, kind: str) -> None:
    for seed in range(12):
        choice = random.Random(f"small-{kind}-{seed}")
        name, content = KINDS[kind](choice)
        if kind == "calendar":
            office.calendar(content, file=seed % 2 == 0)
        else:
            office.deploy(name, content, page=seed % 3 == 0, check=seed % 4 == 0)


def test_a_form_with_nonsense_about_itself_does_not_break_the_list(office: Office) -> None:
    form = (SAMPLES / "draft.form").read_text(encoding="utf8")

    assert office.deploy("draft.form", form.replace("{", '{"properties": "x",', 1)) < 500
    assert office.people["bi"][0].get("/designer/").status_code == 200
