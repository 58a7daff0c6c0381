"""统一身份认证: logging in at the identity provider, and linking accounts with it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from processes.errors import Forbidden, InvalidArgument, NotFound
from service import auth, db, journaling, logging_in, oidc, proving
from service.idempotency import exempt
from service.identity import oidc as accounts
from service.identity.oidc import LONGEST_SUBJECT, NotLinked
from service.identity.people import find_person, names_of, office_day
from service.oidc import Proof
from service.security import failed, limiter
from service.state import current

bp = Blueprint("oidc", __name__)

_NEXT, _LINKING = "oidc_next", "oidc_linking"


@bp.before_request
def offered() -> None:
    """Raises NotFound when no provider is set."""
    if not oidc.is_offered():
        raise NotFound("本系统没有设置统一身份认证")


@bp.get("/login/oidc")
@limiter.limit(lambda: current().settings.login_address_limit, deduct_when=failed)
def begin() -> Response:
    """Off to the provider."""
    target = auth.safe_target(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target)
    session.pop(_LINKING, None)
    session[_NEXT] = target
    return oidc.begin()


@bp.get(oidc.CALLBACK)
def finish() -> Response:
    """Back from the provider: log in, or link the account that asked for it."""
    proof = oidc.finish()
    linking = session.pop(_LINKING, None)
    if linking is not None:
        return _linked(proof, str(linking))
    target = auth.safe_target(session.pop(_NEXT, None))
    user_id = _account(proof)
    _second_factor(user_id, proof)
    if not logging_in.enter_as(user_id, "oidc"):
        raise Forbidden("您的账号已停用，请联系系统管理员")
    oidc.keep(proof)
    return redirect(target)


@bp.get("/account/oidc/")
def index() -> str:
    """My link; for the security administrator those of everybody."""
    return _page({})


def _page(errors: dict[str, list[str]]) -> str:
    reading, me, chosen = db.reading(), auth.person(), current().settings.federation.oidc
    keeps = "secadmin" in me.groups
    rows = accounts.links_of(reading, chosen.issuer, None if keeps else me.id)
    names = names_of(reading, {row.user_id for row in rows})
    shown = {"rows": rows, "names": names, "label": chosen.label, "keeps": keeps}
    return render_template("web/oidc.html", **shown, errors=errors, has_password=proving.has_password())


@bp.post("/account/oidc/")
@exempt("it only leads to the provider")
@proving.guesses
def link() -> Response | tuple[str, int]:
    """Link my account, once the password is shown again: prove there who I am."""
    wrong = proving.wrong_password()
    if wrong:
        return _page(wrong), 422
    session[_LINKING] = auth.person().id
    return oidc.begin()


@bp.post("/account/oidc/links")
def link_other() -> Response:
    """The security administrator links somebody's account with a subject."""
    _keeper()
    user_id, subject = request.form.get("user", "")[:60].strip(), request.form.get("subject", "").strip()
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise InvalidArgument(f"认证平台标识应为 1 到 {LONGEST_SUBJECT} 个字符，实际为 {len(subject)} 个")
    _link(subject, user_id)
    flash("已关联。")
    return redirect(url_for("oidc.index"))


@bp.post("/account/oidc/unlinking")
def unlink() -> Response:
    """End a link: one's own, or as security administrator anybody's."""
    user_id = request.form.get("user", "")[:60] or auth.person().id
    if user_id != auth.person().id:
        _keeper()
    with db.transaction() as writing:
        accounts.unlink(writing, current().settings.federation.oidc.issuer, user_id)
        journaling.note(writing, "oidc_unlinked", what=user_id)
    flash("已解除关联。")
    return redirect(url_for("oidc.index"))


def _account(proof: Proof) -> str:
    issuer, now = current().settings.federation.oidc.issuer, auth.seconds()
    user_id = accounts.account_of(db.reading(), issuer, proof.subject)
    if user_id is None:
        journaling.note_alone("login_refused", detail={"method": "oidc", "subject": proof.subject})
        text = f"认证平台已确认您的身份（标识 {proof.subject}），但它没有关联本系统的账号。"
        raise NotLinked(text + "请先用账号和密码登录，在“统一身份认证”中关联；或者请安全管理员关联")
    with db.transaction() as writing:
        accounts.touch(writing, issuer, proof.subject, now=now)
    return user_id


def _second_factor(user_id: str, proof: Proof) -> None:
    """Whom the installation wants to show two factors has to show them there (acr, amr)."""
    settings = current().settings
    person = find_person(db.reading(), user_id, office_day(current().now()))
    if person is None or not settings.accounts.needs_second_factor(person.groups):
        return
    if not proof.methods & settings.federation.oidc.second_factor:
        detail = {"method": "oidc", "reason": "没有第二因素"}
        journaling.note_alone("login_refused", what=user_id, detail=detail)
        raise Forbidden(
            "您的岗位须使用双因素登录，认证平台这次没有确认第二因素，请用账号、密码和动态口令登录"
        )


def _linked(proof: Proof, user_id: str) -> Response:
    if auth.person().id != user_id:
        raise Forbidden("登录的账号已更换，没有关联")
    _link(proof.subject, user_id)
    flash("已关联，以后可以用统一身份认证登录。")
    return redirect(url_for("oidc.index"))


def _link(subject: str, user_id: str) -> None:
    issuer, by = current().settings.federation.oidc.issuer, auth.person().id
    with db.transaction() as writing:
        accounts.link(writing, issuer, subject, user_id, by=by, now=auth.seconds())
        journaling.note(writing, "oidc_linked", what=user_id, detail={"subject": subject})


def _keeper() -> None:
    if "secadmin" not in auth.person().groups:
        raise Forbidden("只有安全管理员可以为他人关联或解除")
