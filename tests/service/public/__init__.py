"""What everybody may read and ask."""
