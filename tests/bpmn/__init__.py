"""Checks of the organisation's own diagrams in ``bpmn/``."""
