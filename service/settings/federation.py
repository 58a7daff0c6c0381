"""Deputies, API tokens, and the identity provider whose accounts may log in (OpenID Connect)."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from service.settings.environment import ConfigError, Environ, number, secret, url, words

#: RFC 8252 §7.3: loopback needs no TLS; every other provider does.
_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")


@dataclass(frozen=True, kw_only=True)
class Oidc:
    """The provider; without an ``issuer`` nobody logs in by one.  ``second_factor``: values of ``acr`` or
    ``amr`` that say the provider has asked for a second factor.
    """

    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    label: str = "统一身份认证"
    second_factor: frozenset[str] = frozenset()
    #: Hosts besides the issuer's own that its metadata may lead to.
    hosts: frozenset[str] = frozenset()

    @property
    def origin(self) -> str:
        """Scheme and host of the provider, for the policy of pages that lead there."""
        return "://".join(urlsplit(self.issuer)[:2])

    @classmethod
    def from_environment(cls, env: Environ) -> Oidc:
        """Raises ConfigError for a provider without TLS, client id or secret."""
        found = cls(
            issuer=url(env, "JIEDU_OIDC_ISSUER").rstrip("/"),
            client_id=env.get("JIEDU_OIDC_CLIENT_ID", "").strip(),
            client_secret=secret(env, "JIEDU_OIDC_CLIENT_SECRET"),
            label=env.get("JIEDU_OIDC_LABEL", "").strip() or cls.label,
            second_factor=words(env, "JIEDU_OIDC_SECOND_FACTOR"),
            hosts=words(env, "JIEDU_OIDC_HOSTS"),
        )
        if found.issuer and not found.issuer.startswith(("https://", *_LOOPBACK)):
            raise ConfigError(f"JIEDU_OIDC_ISSUER：应为 https:// 开头的网址，得到“{found.issuer}”")
        for name, value in (
            ("JIEDU_OIDC_CLIENT_ID", found.client_id),
            ("JIEDU_OIDC_CLIENT_SECRET", found.client_secret),
        ):
            if found.issuer and not value:
                raise ConfigError(f"{name}：应与 JIEDU_OIDC_ISSUER 同时设置，不能为空")
        return found


@dataclass(frozen=True, kw_only=True)
class Federation:
    """Longest span of a deputy and longest life of an API token, in days, and the provider."""

    deputy_days: int = 183
    token_days: int = 365
    oidc: Oidc = field(default_factory=Oidc)

    @classmethod
    def from_environment(cls, env: Environ) -> Federation:
        """Raises ConfigError."""
        return cls(
            deputy_days=number(env, "JIEDU_DEPUTY_DAYS", cls.deputy_days, least=1),
            token_days=number(env, "JIEDU_TOKEN_DAYS", cls.token_days, least=1),
            oidc=Oidc.from_environment(env),
        )
