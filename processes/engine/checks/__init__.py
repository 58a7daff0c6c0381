"""The static rules that a deployment must keep; what cannot be executed rightly is refused here."""
