"""A server on loopback that shows a certificate of its own authority, and notes who went on with it."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Before = Callable[[socket.socket], None]
_NOW = datetime.datetime.now(datetime.UTC)
_DAY = datetime.timedelta(days=1)


class Authority:
    """An authority whose certificate lies in ``file``."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "authority.pem"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an authority")])
        made = self._begun(self._name, self._key.public_key(), _NOW + _DAY)
        usage = x509.KeyUsage(
            *[False] * 5, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False
        )
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        made = made.add_extension(usage, critical=True)
        self._kept(self.file, made.sign(self._key, hashes.SHA256()))

    def issue(self, host: str, *, until: datetime.datetime = _NOW + _DAY) -> Path:
        """A file with a key and a certificate for a host."""
        key, file = ec.generate_private_key(ec.SECP256R1()), self.folder / f"{host}-{until:%s}.pem"
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        made = self._begun(subject, key.public_key(), until)
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        made = made.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False
        )
        self._kept(file, made.sign(self._key, hashes.SHA256()), key)
        return file

    def _begun(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, until: datetime.datetime
    ) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(self._name).public_key(key)
        made = made.serial_number(x509.random_serial_number())
        made = made.not_valid_before(_NOW - 3 * _DAY).not_valid_after(until)
        return made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)

    @staticmethod
    def _kept(
        file: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey | None = None
    ) -> None:
        text = certificate.public_bytes(serialization.Encoding.PEM)
        if key is not None:
            text += key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        file.write_bytes(text)


class Server:
    """Shows ``certificate`` to whoever comes, after what ``before`` says in clear; hangs up after it.

    ``trusted`` tells whether the last client said anything after it had seen the certificate.
    """

    def __init__(self, certificate: Path, before: Before, answer: bytes = b"") -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._before, self._answer, self.trusted = before, answer, False
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line:
                line.settimeout(10)
                self._meet(line)

    def _meet(self, line: socket.socket) -> None:
        try:
            self._before(line)
            with self._context.wrap_socket(line, server_side=True) as secured:
                self.trusted = bool(secured.recv(65_536))
                secured.sendall(self._answer)
        except OSError:
            return

    def close(self) -> None:
        """Listen no more."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(10)


def at_once(_: socket.socket) -> None:
    """TLS from the beginning (RFC 8446, RFC 9110 §4.2.2)."""


def starttls(line: socket.socket) -> None:
    """RFC 3207 §4."""
    line.sendall(b"220 mail\r\n")
    line.recv(1000)
    line.sendall(b"250-mail\r\n250 STARTTLS\r\n")
    line.recv(1000)
    line.sendall(b"220 go ahead\r\n")


def postgresql(line: socket.socket) -> None:
    """``SSLRequest`` (PostgreSQL 16 §55.2.11)."""
    line.recv(8)
    line.sendall(b"S")
