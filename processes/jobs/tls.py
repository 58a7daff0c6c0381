"""TLS to servers that others run: always verified, never below TLS 1.2."""

from __future__ import annotations

import ssl


def client_context() -> ssl.SSLContext:
    """Certificate and name are verified against the authorities of the system (RFC 5280, RFC 9525).

    ``SSL_CERT_FILE`` names a file with further ones, as OpenSSL has it: those of the office's own network.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
