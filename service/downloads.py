"""Files that are made when somebody asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import Response


@dataclass(frozen=True)
class File:
    """Its name (Chinese, with ending), its media type, and the bytes."""

    name: str
    media_type: str
    content: bytes


def attachment(file: File) -> Response:
    """The file to be saved; nobody in between keeps it (RFC 6266, RFC 8187 for the name)."""
    ending = file.name.rpartition(".")[2]
    name = f"attachment; filename=\"file.{ending}\"; filename*=UTF-8''{quote(file.name)}"
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return Response(file.content, content_type=file.media_type, headers=headers)
