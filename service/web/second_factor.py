"""动态口令: setting up an authenticator for the own account, and new recovery codes."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from processes.errors import InvalidArgument
from service import auth, db, journaling, logging_in, proving, qr_code
from service.idempotency import exempt
from service.identity import log_ins, second_factor
from service.state import current

bp = Blueprint("second_factor", __name__, url_prefix="/account/second-factor")


@bp.get("/")
def show() -> str:
    """Whether a second factor is set; the picture of the secret while it waits to be confirmed."""
    return _page()


@bp.post("/begin")
@exempt("a second secret in place of one that nobody uses yet does no harm")
@proving.guesses
def begin() -> Response | tuple[str, int]:
    """Make a secret, once the password is shown again: a log-in left open sets nobody's second factor."""
    person = auth.person()
    wrong = proving.wrong_password()
    if wrong:
        return _page(wrong), 422
    with db.transaction() as session:
        second_factor.begin(session, person.id, current().settings.secret_key, now=auth.seconds())
    return redirect(url_for("second_factor.show"))


@bp.post("/confirm")
@exempt("recovery codes are shown once and kept nowhere")
@proving.guesses
def confirm() -> str | tuple[str, int]:
    """Begin to use it with its first code; the recovery codes are shown once."""
    person, now = auth.person(), auth.seconds()
    try:
        with db.transaction() as session:
            code, key = request.form.get("code", "")[:20], current().settings.secret_key
            codes = second_factor.confirm(session, person.id, code, key, now=now)
            log_ins.dismiss_duty(session, person.id)
            session.flush()
            journaling.note(session, "second_factor_set", what=person.id)
            logging_in.end_elsewhere(session)  # they log in again by the new way (OWASP ASVS 5.0 7.4.3)
    except InvalidArgument as error:
        return _page(error.errors), 422
    return render_template("web/recovery_codes.html", codes=codes)


@bp.post("/recovery-codes")
@exempt("recovery codes are shown once and kept nowhere")
@proving.guesses
def recovery_codes() -> str | Response | tuple[str, int]:
    """New recovery codes in place of the old ones, once password and code are shown again."""
    person = auth.person()
    if not second_factor.is_set(db.reading(), person.id):
        return redirect(url_for("second_factor.show"))
    wrong = proving.wrong_password()
    if wrong:
        return _page(wrong), 422
    with db.transaction() as session:
        wrong = proving.wrong_code(session)
        if wrong:
            return _page(wrong), 422
        codes = second_factor.new_codes(session, person.id, current().settings.secret_key)
        session.flush()
        journaling.note(session, "recovery_codes_made", what=person.id)
    return render_template("web/recovery_codes.html", codes=codes)


@bp.post("/remove")
@exempt("what is removed already cannot be removed again")
@proving.guesses
def remove() -> Response | tuple[str, int]:
    """Do without it, where nobody demands one, once password and code are shown again."""
    person = auth.person()
    if current().settings.accounts.needs_second_factor(person.groups):
        raise InvalidArgument("您的岗位必须使用动态口令，不能停用", errors={})
    wrong = proving.wrong_password()
    if wrong:
        return _page(wrong), 422
    with db.transaction() as session:
        wrong = proving.wrong_code(session)
        if wrong:
            return _page(wrong), 422
        if second_factor.remove(session, person.id):
            journaling.note(session, "second_factor_removed", what=person.id)
            logging_in.end_elsewhere(session)  # they log in again by the new way (OWASP ASVS 5.0 7.4.3)
    flash("已停用动态口令。")
    return redirect(url_for("second_factor.show"))


def _page(errors: dict[str, list[str]] | None = None) -> str:
    session, person, settings = db.reading(), auth.person(), current().settings
    secret = second_factor.pending(session, person.id, settings.secret_key)
    text = second_factor.readable(secret) if secret is not None else ""
    picture = qr_code.svg(second_factor.address(secret, person.id), "动态口令的二维码") if secret else ""
    return render_template(
        "web/second_factor.html",
        errors=errors or {},
        is_set=second_factor.is_set(session, person.id),
        left=second_factor.codes_left(session, person.id),
        has_password=proving.has_password(),
        needed=settings.accounts.needs_second_factor(person.groups),
        picture=picture,
        secret=" ".join(text[place : place + 4] for place in range(0, len(text), 4)),
    )
