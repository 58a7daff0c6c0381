"""The Flask face of ``processes``: parse, authorise, one command or query, render."""
