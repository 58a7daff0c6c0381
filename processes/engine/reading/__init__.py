"""From BPMN documents to the specification of a program: hardened reading, the dialect, the graph."""
