"""One instance while a command runs: tokens, scopes of variables, the agenda, the state in between."""
