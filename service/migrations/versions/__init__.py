"""Numbered migrations of the identity tables."""
