"""How large a decision file may be: far beyond what people draw, small enough to be read at once."""

from __future__ import annotations

#: Bytes of a file.
MAX_BYTES = 5_000_000
#: XML elements of a file.
MAX_ELEMENTS = 80_000
#: Rules of a table.
MAX_RULES = 5_000
#: Input and output columns of a table.
MAX_COLUMNS = 200
#: Boxed expressions inside one another, components of a type, files that import one another.
MAX_DEPTH = 40
