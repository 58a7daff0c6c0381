"""The data invariants of the catalogue (§2.7) under random walks through every process."""
