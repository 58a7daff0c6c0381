"""Rights: who may use which route, and which matter, task, paper, unit and field.  Deny by default (ADR 68).

``table`` names every route with the roles that may use it; ``door`` refuses whatever it does not open.  The
other modules are the rules of objects, asked by views and commands.
"""
