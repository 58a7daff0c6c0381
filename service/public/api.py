"""The public JSON API under ``/public/api``: read by anybody, from any site; inquiries come in here too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from processes import library
from processes.errors import InvalidArgument
from service import db, plain
from service.identity.people import OFFICE_TIME
from service.public import intake, reading, receipts
from service.security import csrf, limiter, taken
from service.state import current

bp = Blueprint("public_api", __name__, url_prefix="/public/api")
csrf.exempt(bp)
limiter.limit(lambda: current().settings.public.limit)(bp)
_FACETS = ("theme", "unit", "year", "form")


@bp.before_request
def _little() -> None:
    """Before anything reads the body."""
    request.max_content_length = intake.LARGEST_BODY


@bp.after_request
def _anywhere(response: Response) -> Response:
    """What is read here is public: pages of other sites may read it, without cookies."""
    if request.method == "GET":
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@bp.get("/questions")
def questions() -> Response:
    """``?q=…&limit=10&unit=…&policy_ref=…``: ranked entries in force (S2-67)."""
    question = _question()
    hits = reading.search(
        question, limit=_limit(), unit=request.args.get("unit"), policy=request.args.get("policy_ref")
    )
    return jsonify({"question": question, "count": len(hits), "items": hits})


@bp.get("/questions/<name>")
def question(name: str) -> Response:
    """One entry in force."""
    return jsonify(reading.entry(name))


@bp.get("/answer")
def answer() -> Response:
    """``?q=…``: the answer of an approved entry, or none; never anything else (S2-76)."""
    found = reading.answer(_question(), request.args.get("policy_ref"))
    with db.transaction() as session:
        library.count_question(session, reading.today(), answered=found["answered"])
    return jsonify(found)


@bp.get("/interpretations")
def interpretations() -> Response:
    """Every published interpretation with its document; ``?theme= &unit= &year= &form=`` choose (S1-01)."""
    items, ways = reading.published({name: request.args.get(name, "") for name in _FACETS})
    listed = {
        name: [{"value": value, "count": count} for value, count in found] for name, found in ways.items()
    }
    return jsonify({"count": len(items), "items": items, "navigation": listed})


@bp.get("/statistics")
def statistics() -> Response:
    """``?year=2026``: how many questions were answered, and how many at once (S2-75)."""
    return jsonify(reading.statistics(year(request.args.get("year"))))


@bp.get("/status")
def status() -> tuple[Response, int]:
    """Whether the search works: it is asked for the newest entry and has to find it (S2-67)."""
    begun = current().settings.session_clock()
    try:
        with current().readers() as session:
            entries, found = library.probe(session, reading.lexicon(), today=reading.today())
    except SQLAlchemyError:
        entries, found = 0, False
    took = current().settings.session_clock() - begun
    told = {"available": found, "entries": entries, "milliseconds": round(took.total_seconds() * 1000)}
    return jsonify({**told, "checked_at": _iso(current().now())}), 200 if found else 503


@bp.post("/inquiries")
@limiter.limit(
    lambda: current().settings.public.intake_limit, exempt_when=intake.shows_token, deduct_when=taken
)
def inquiries() -> tuple[Response, int]:
    """An inquiry: 201 with its number, 202 when it waits to be taken up."""
    try:
        body = plain.read(request.get_data().decode())
    except (UnicodeDecodeError, ValueError):
        raise InvalidArgument("咨询没有提交：内容应为 JSON（UTF-8）") from None
    if not isinstance(body, dict):
        raise InvalidArgument("咨询没有提交：内容应为 JSON 对象")
    received = intake.receive(body)
    return jsonify(received), 201 if received["inquiry_no"] else 202


@bp.get("/inquiries/<number>")
def inquiry(number: str) -> Response:
    """Where an inquiry stands, and its answer, for whoever sends its code as ``X-Inquiry-Code`` (S1-35)."""
    return jsonify(receipts.standing(number, request.headers.get("X-Inquiry-Code", "")))


def year(text: str | None) -> int:
    """A year of the query string, this year by default.  Raises InvalidArgument."""
    now = int(reading.today()[:4])
    if not text:
        return now
    if not (text.isascii() and text.isdigit() and 2000 <= int(text[:4]) <= now + 1 and len(text) == 4):
        told = f"应为 2000 至 {now + 1} 的年份，实际为“{text[:20]}”"
        raise InvalidArgument(f"year {told}", errors={"year": [told]})
    return int(text)


def _question() -> str:
    text = request.args.get("q", "").replace("\x00", "").strip()
    if not 1 <= len(text) <= reading.LONGEST_QUESTION:
        told = f"应为 1 至 {reading.LONGEST_QUESTION} 字，实际为 {len(text)} 字"
        raise InvalidArgument(f"q {told}", errors={"q": [told]})
    return text


def _limit() -> int:
    text = request.args.get("limit", "10")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= reading.MOST_HITS):
        told = f"应为 1 至 {reading.MOST_HITS} 的整数，实际为“{text[:20]}”"
        raise InvalidArgument(f"limit {told}", errors={"limit": [told]})
    return int(text)


def _iso(at: datetime) -> Any:
    return at.astimezone(OFFICE_TIME).isoformat(timespec="seconds")
