"""Log-in by an identity provider: OpenID Connect Core 1.0, code flow with PKCE (S256), state and nonce.

The provider is named by the installation and trusted to prove who somebody is, nothing else: what he may here
is up to the posts of his account.  What it answers is checked all the same, and it is asked over addresses of
its own alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app, session
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from processes.errors import Forbidden
from service import oidc_line
from service.identity.oidc import LONGEST_SUBJECT, ProviderDown
from service.settings.federation import Oidc
from service.state import current

log = structlog.get_logger("jiedu.oidc")

#: Signatures that are taken whatever the provider offers: with keys that only it has (no ``none``, no HMAC).
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"})
CALLBACK = "/login/oidc/callback"
_FAULTS = (RequestException, RuntimeError, ValueError, KeyError, TypeError)
_ID_TOKEN = "oidc_id_token"
#: Longest ID token that is kept in the cookie, for the log-out at the provider.
_LONGEST_KEPT = 1500


@dataclass(frozen=True)
class Proof:
    """What the provider says: who (``subject``), and how he proved it (``methods``: acr and amr)."""

    subject: str
    methods: frozenset[str]
    id_token: str


def install(app: Flask) -> None:
    """Attach the client of the provider, if there is one; nothing is asked yet."""
    app.add_template_global(is_offered, "provider_offered")
    chosen = settings_of(app)
    if not chosen.issuer:
        return
    oauth, allowed = OAuth(app), oidc_line.hosts(chosen)
    client: Any = oauth.register(
        "provider",
        client_id=chosen.client_id,
        client_secret=chosen.client_secret,
        server_metadata_url=f"{chosen.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid",
            "code_challenge_method": "S256",
            "max_redirects": 0,
        },
        compliance_fix=lambda session: oidc_line.install(session, allowed),
    )
    app.extensions["jiedu-oidc"] = client


def settings_of(app: Flask) -> Oidc:
    """The settings of the provider."""
    found: Oidc = app.extensions["jiedu"].settings.federation.oidc
    return found


def is_offered() -> bool:
    """Whether people may log in by a provider here."""
    return "jiedu-oidc" in current_app.extensions


def begin() -> Response:
    """Send the browser to the provider.  Raises ProviderDown."""
    try:
        answer: Response = _client().authorize_redirect(current().settings.base_url + CALLBACK)
    except _FAULTS as error:
        raise _down(error) from error
    return answer


def finish() -> Proof:
    """What the provider answered.  Raises Forbidden for an answer that proves nothing, and ProviderDown."""
    chosen, client = current().settings.federation.oidc, _client()
    options = {
        "iss": {"essential": True, "value": chosen.issuer},
        "aud": {"essential": True, "value": chosen.client_id},
        "nonce": {"essential": True},
        "sub": {"essential": True},
    }
    try:
        token = client.authorize_access_token(claims_options=options, leeway=60)
        claims: Mapping[str, Any] = token["userinfo"]
    except (AuthlibBaseError, JoseError) as error:
        log.warning("oidc_refused", reason=type(error).__name__, error=getattr(error, "error", ""))
        raise Forbidden("认证平台没有确认您的身份，或者这次登录已经失效，请重新登录") from error
    except _FAULTS as error:
        raise _down(error) from error
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise Forbidden("认证平台没有给出可用的身份标识")
    return Proof(subject, _methods(claims), str(token["id_token"]))


def keep(proof: Proof) -> None:
    """Remember in the cookie what the log-out at the provider needs."""
    if len(proof.id_token) <= _LONGEST_KEPT:
        session[_ID_TOKEN] = proof.id_token


def kept() -> str | None:
    """The ID token of this log-in; ask before the cookie is emptied."""
    token = session.get(_ID_TOKEN)
    return token if isinstance(token, str) else None


def farewell(id_token: str | None, back: str) -> Response | None:
    """The way to log out at the provider, too (RP-Initiated Logout 1.0); None when it offers none."""
    if id_token is None or not is_offered():
        return None
    try:
        client = _client()
        if not client.server_metadata.get("end_session_endpoint"):
            return None
        hint = {"post_logout_redirect_uri": back, "id_token_hint": id_token, "client_id": client.client_id}
        answer: Response = client.logout_redirect(**hint)
    except (*_FAULTS, ProviderDown, AuthlibBaseError) as error:
        log.warning("oidc_logout", reason=type(error).__name__)
        return None
    return answer


def _methods(claims: Mapping[str, Any]) -> frozenset[str]:
    said = claims.get("amr")
    named = said if isinstance(said, list) else []
    return frozenset(str(each) for each in (*named, claims.get("acr")) if each)


def _client() -> Any:
    """The client with metadata that were looked at."""
    client: Any = current_app.extensions["jiedu-oidc"]
    if "_loaded_at" not in client.server_metadata:
        try:
            found = client.load_server_metadata()
            check_metadata(found, current().settings.federation.oidc)
        except _FAULTS as error:
            client.server_metadata.clear()
            raise _down(error) from error
    return client


def check_metadata(found: dict[str, Any], chosen: Oidc) -> None:
    """The document must be of this issuer and lead to its own hosts.  Raises ValueError.

    OpenID Connect Discovery 1.0 §4.3: the issuer in it is exactly the one that was asked.
    """
    if found.get("issuer") != chosen.issuer:
        raise ValueError("the issuer of the metadata is another one")
    own = {urlsplit(chosen.issuer).netloc, *chosen.hosts}
    scheme = urlsplit(chosen.issuer).scheme
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"):
        address = urlsplit(str(found.get(name) or ""))
        if name == "end_session_endpoint" and not found.get(name):
            continue
        if address.scheme != scheme or address.netloc not in own:
            raise ValueError(f"{name} is not at a host of the provider")
    offered = found.get("id_token_signing_alg_values_supported") or ["RS256"]
    found["id_token_signing_alg_values_supported"] = [each for each in offered if each in ALGORITHMS]
    if not found["id_token_signing_alg_values_supported"]:
        raise ValueError("no signature that is taken here")


def _down(error: BaseException) -> ProviderDown:
    log.error("oidc_provider", reason=type(error).__name__, told=str(error)[:200])
    return ProviderDown("统一身份认证平台暂时不可用，请稍后再试，或者用账号和密码登录")
