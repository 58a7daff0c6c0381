"""A year of an invented district: what comes when, who does what about it, and an independent recount."""
