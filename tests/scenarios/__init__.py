"""Scenarios of the organisation's own processes, run in the sandbox under a virtual clock."""
