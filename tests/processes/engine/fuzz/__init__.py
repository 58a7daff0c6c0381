"""Random processes, an independent token game for them, and the two played side by side."""
