"""文书: the official papers of an instance as files; who may see the instance may have them."""

from __future__ import annotations

from flask import Blueprint, Response, request

from service import auth, db, official
from service.downloads import attachment
from service.numbers import number
from service.policy import matters
from service.state import current

bp = Blueprint("papers", __name__, url_prefix="/instances")


@bp.get("/<int:instance_id>/papers/<code>.<ending>")
def download(instance_id: int, code: str, ending: str) -> Response:
    """A paper as it is now, or with ``?until=<seq>`` as it was after that record (as for the replay)."""
    session, until = db.reading(), number(request.args.get("until", ""))
    opened = matters.open_instance if until is None else matters.open_history
    opened(session, instance_id, auth.person())
    font = current().settings.pdf_font
    file = official.render(session, instance_id, code, ending, until=until, font=font)
    return attachment(file)
