"""Two identity providers on loopback: a certified one in Node, and one that answers whatever a test wants."""

from __future__ import annotations

import base64
import hmac
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

BASE = "http://127.0.0.1:8000"
CALLBACK = f"{BASE}/login/oidc/callback"
CLIENT, SECRET = "jiedu", "a secret of the tests that is long enough"
FOLDER = Path(__file__).parent / "oidc"


@contextmanager
def certified() -> Iterator[str]:
    """The issuer of ``oidc-provider`` (script/setup test installs it)."""
    node = Path(sys.executable).with_name("node")
    command = [str(node), "server.mjs", CALLBACK, f"{BASE}/login"]
    # ``node`` of the wheel begins another process; that one ends when nobody holds its input any more.
    with subprocess.Popen(
        command,
        cwd=FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        issuer = process.stdout.readline().strip()
        assert issuer.startswith("http://"), "oidc-provider 没有安装：请运行 script/setup test"
        yield issuer


def log_in(address: str, name: str) -> str:
    """Go where a browser would at the certified provider, as *name*; the address that it is sent back to."""
    with requests.Session() as browser:
        answer = browser.get(address, allow_redirects=False, timeout=20)
        for _ in range(10):
            if answer.status_code == 200:
                form = re.search(r'action="([^"]+)"', answer.text)
                assert form, answer.text
                kind = re.search(r'name="prompt" value="(\w+)"', answer.text)
                assert kind, answer.text
                fields = {"prompt": kind[1], "login": name, "password": "any"}
                answer = browser.post(form[1], fields, allow_redirects=False, timeout=20)
                continue
            target = requests.compat.urljoin(answer.url, answer.headers["Location"])
            if target.startswith(BASE):
                return str(target)
            answer = browser.get(target, allow_redirects=False, timeout=20)
    raise AssertionError(f"no way back from {address}")


class Hostile:
    """A provider whose answers the test spoils: ``claims`` and ``metadata`` go over the right ones."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.algorithm = "RS256"
        self.status = 200
        self.nonces: dict[str, str] = {}
        handler = type("Handler", (_Handler,), {"provider": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"

    def authorize(self, address: str, code: str = "c") -> str:
        """What the authorization endpoint would send the browser back with."""
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
        self.nonces[code] = asked["nonce"]
        return f"/login/oidc/callback?code={code}&state={asked['state']}"

    def answer(self, path: str, form: dict[str, str]) -> dict[str, Any] | None:
        """The JSON of an address; None: an error of the provider's."""
        if path.startswith("/.well-known/"):
            places = {"authorization_endpoint": "/auth", "token_endpoint": "/token", "jwks_uri": "/jwks"}
            found = {name: self.issuer + place for name, place in places.items()}
            signed = {"id_token_signing_alg_values_supported": ["RS256", "HS256", "none"]}
            return {"issuer": self.issuer, **found, **signed, **self.metadata}
        if path == "/jwks":
            return {"keys": [self.key.as_dict(private=False)]}
        nonce = self.nonces.pop(form.get("code", ""), None)
        return (
            None
            if nonce is None
            else {"access_token": "a", "token_type": "Bearer", "id_token": self._signed(nonce)}
        )

    def _signed(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "s-1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
        }
        claims = {key: value for key, value in (claims | self.claims).items() if value is not None}
        if self.algorithm == "none":
            return ".".join(_coded(part) for part in ({"alg": "none"}, claims)) + "."
        if self.algorithm == "HS256":
            signed = ".".join(_coded(part) for part in ({"alg": "HS256"}, claims))
            secret = self.key.as_pem(private=False)  # what everybody knows, taken for a shared secret
            return f"{signed}.{_base64(hmac.digest(secret, signed.encode(), 'sha256'))}"
        key = RSAKey.generate_key(2048) if self.algorithm == "stranger" else self.key
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, key)


class _Handler(BaseHTTPRequestHandler):
    provider: Hostile

    def do_GET(self) -> None:
        self._send(self.provider.answer(self.path, {}))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._send(
            self.provider.answer(self.path, {key: values[0] for key, values in parse_qs(body).items()})
        )

    def _send(self, found: dict[str, Any] | None) -> None:
        status = self.provider.status if found is not None else 400
        body = json.dumps({"error": "invalid_grant"} if found is None else found).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@contextmanager
def hostile() -> Iterator[Hostile]:
    """A hostile provider that listens."""
    provider = Hostile()
    thread = threading.Thread(target=provider.server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        thread.join()
        provider.server.server_close()


def _coded(part: dict[str, Any]) -> str:
    return _base64(json.dumps(part).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
