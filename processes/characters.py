"""Characters that cannot be stored or shown: PostgreSQL keeps no NUL, UTF-8 knows no half of a pair."""

from __future__ import annotations

import re
from typing import Final

#: Finds one of them (RFC 3629 §3, RFC 8259 §8.2).
UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")
