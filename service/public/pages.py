"""The public pages: search, one entry, interpretations, figures, asking, the frame for other sites."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from processes import library
from processes.errors import InvalidArgument, NotFound
from service import db
from service.idempotency import exempt
from service.public import api, intake, reading, receipts
from service.security import allow_framing, limiter, taken
from service.state import current

bp = Blueprint("public", __name__, url_prefix="/public")
limiter.limit(lambda: current().settings.public.limit)(bp)
FACETS = {"theme": "主题", "unit": "单位", "year": "年份", "form": "展现形式"}
#: Characters of a number or code that are looked at.
_LONGEST = 40
NAV = (
    ("public.search", "问答检索"),
    ("public.interpretations", "政策解读"),
    ("public.ask", "网上咨询"),
    ("public.inquiry", "查询咨询"),
    ("public.statistics", "公开统计"),
)


@bp.before_request
def _little() -> None:
    """Before anything reads the body."""
    request.max_content_length = intake.LARGEST_BODY


@bp.context_processor
def _context() -> dict[str, Any]:
    return {"nav": NAV}


@bp.get("/")
def search() -> str:
    """The search, and what it found for ``?q=…``."""
    question = request.args.get("q", "").replace("\x00", "").strip()[: reading.LONGEST_QUESTION]
    hits = reading.search(question) if question else []
    if question:
        with db.transaction() as session:
            answered = bool(hits and hits[0]["instant"])
            library.count_question(session, reading.today(), answered=answered)
    newest, ways = reading.published({}) if not question else ([], {})
    return render_template(
        "public/search.html",
        q=question,
        hits=hits,
        newest=newest[:5],
        ways=_ways(ways, {}),
        longest=reading.LONGEST_QUESTION,
    )


@bp.get("/questions/<name>")
def entry(name: str) -> str:
    """One entry in force."""
    return render_template("public/entry.html", hit=reading.entry(name))


@bp.get("/interpretations/")
def interpretations() -> str:
    """政策解读专栏: every published interpretation with its document (S1-36)."""
    wanted = {name: request.args.get(name, "")[:60] for name in FACETS}
    items, ways = reading.published(wanted)
    return render_template(
        "public/interpretations.html", items=items, ways=_ways(ways, wanted), wanted=any(wanted.values())
    )


@bp.get("/statistics/")
def statistics() -> str:
    """The figures of a year."""
    year = api.year(request.args.get("year"))
    return render_template(
        "public/statistics.html", told=reading.statistics(year), now=int(reading.today()[:4])
    )


@bp.get("/ask/")
def ask() -> str:
    """The form for an inquiry."""
    return render_template("public/ask.html", told={"question": request.args.get("q", "")[:1000]}, errors={})


@bp.post("/ask/")
@limiter.limit(lambda: current().settings.public.intake_limit, deduct_when=taken)
def asked() -> str | tuple[str, int]:
    """Take the inquiry and tell its number."""
    told = {
        name: request.form.get(name, "").strip() for name in ("question", "asker", "contact", "policy_ref")
    }
    try:
        received = intake.receive({name: text for name, text in told.items() if text})
    except InvalidArgument as error:
        return render_template("public/ask.html", told=told, errors=error.errors), 422
    return render_template("public/asked.html", taken=received)


@bp.get("/inquiries/")
@bp.get("/inquiries/<number>")
def inquiry(number: str = "") -> str:
    """Ask for the number and the code of an inquiry.

    The code is a secret: it is sent in the body alone, for addresses are kept in histories and logs
    (OWASP ASVS 5.0 14.2.1).
    """
    return render_template("public/inquiry_code.html", number=number[:_LONGEST], wrong="")


@bp.post("/inquiries/")
@exempt("it only reads")
def standing() -> str | tuple[str, int]:
    """Where an inquiry stands, for whoever has its code (S1-35)."""
    number, code = (request.form.get(name, "").strip()[:_LONGEST] for name in ("number", "code"))
    try:
        told = receipts.standing(number, code)
    except NotFound as error:
        return render_template("public/inquiry_code.html", number=number, wrong=str(error)), 404
    return render_template("public/inquiry.html", told=told)


@bp.get("/embed/")
def embed() -> str:
    """The search box for a frame on the home page of the government's site (S2-67)."""
    allow_framing(current().settings.public.embed_origins)
    return render_template("public/embed.html", longest=reading.LONGEST_QUESTION)


def _ways(ways: dict[str, list[tuple[str, int]]], wanted: dict[str, str]) -> list[dict[str, Any]]:
    """The navigation by theme, unit, year and form, each choice a link that keeps the others."""
    names = reading.unit_names(db.reading())
    shown = []
    for facet, label in FACETS.items():
        choices = []
        for value, count in ways.get(facet, []):
            is_chosen = wanted.get(facet) == value
            others = {name: text for name, text in wanted.items() if text and name != facet}
            choice: dict[str, Any] = others if is_chosen else {**others, facet: value}
            link = url_for("public.interpretations", **choice)
            text = names.get(value, value) if facet == "unit" else value
            choices.append({"text": text, "count": count, "link": link, "chosen": is_chosen})
        if choices:
            shown.append({"label": label, "choices": choices})
    return shown
