"""``python -m service`` is ``jiedu``."""

from service.cli import main

main()
