"""Decision files written in a few lines."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

DMN_13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def definitions(*parts: str, namespace: str = DMN_13, own: str = "http://test.example/own") -> str:
    """A whole file."""
    body = "\n".join(parts)
    return (
        f'<definitions xmlns="{namespace}" id="defs" name="defs" namespace="{own}">\n{body}\n</definitions>'
    )


def literal(text: str, type_ref: str = "") -> str:
    """A literal expression."""
    return f"<literalExpression{_type(type_ref)}><text>{escape(text)}</text></literalExpression>"


def decision(identifier: str, logic: str, *required: str, name: str = "", type_ref: str = "") -> str:
    """A decision; ``required`` are hrefs such as ``#D2``, after ``data:`` or ``bkm:`` for other kinds."""
    title = name or identifier
    requirements = "".join(_requirement(href) for href in required)
    return (
        f'<decision id="{identifier}" name={quoteattr(title)}>'
        f"<variable name={quoteattr(title)}{_type(type_ref)}/>{requirements}{logic}</decision>"
    )


def _requirement(href: str) -> str:
    kind, _, target = href.partition(":") if href.startswith(("data:", "bkm:")) else ("", "", href)
    if kind == "bkm":
        return f'<knowledgeRequirement><requiredKnowledge href="{target}"/></knowledgeRequirement>'
    tag = "requiredInput" if kind == "data" else "requiredDecision"
    return f'<informationRequirement><{tag} href="{target}"/></informationRequirement>'


def input_data(identifier: str, name: str, type_ref: str = "") -> str:
    """Input data."""
    return (
        f'<inputData id="{identifier}" name={quoteattr(name)}>'
        f"<variable name={quoteattr(name)}{_type(type_ref)}/></inputData>"
    )


def table(
    inputs: list[str],
    outputs: list[str],
    rules: list[str],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    types: dict[str, str] | None = None,
    allowed: dict[str, str] | None = None,
    values: dict[str, str] | None = None,
    defaults: dict[str, str] | None = None,
) -> str:
    """A table; a rule is ``"< 5 | - => 'text' | 2"`` with quotes as in FEEL."""
    types, allowed, values, defaults = types or {}, allowed or {}, values or {}, defaults or {}
    columns = "".join(
        f'<input id="in{i}" label={quoteattr(text)}>'
        f"<inputExpression{_type(types.get(text, ''))}><text>{escape(text)}</text></inputExpression>"
        f"{_text('inputValues', allowed.get(text))}</input>"
        for i, text in enumerate(inputs, start=1)
    )
    results = "".join(
        f'<output id="out{i}" name={quoteattr(name)}{_type(types.get(name, ""))}>'
        f"{_text('outputValues', values.get(name))}{_text('defaultOutputEntry', defaults.get(name))}</output>"
        for i, name in enumerate(outputs, start=1)
    )
    rows = "".join(_rule(index, rule) for index, rule in enumerate(rules, start=1))
    aggregate = f' aggregation="{aggregation}"' if aggregation else ""
    return (
        f'<decisionTable id="table" hitPolicy="{policy}"{aggregate}>{columns}{results}{rows}</decisionTable>'
    )


def _rule(index: int, rule: str) -> str:
    left, _, right = rule.partition("=>")
    cells = "".join(_text("inputEntry", cell.strip()) for cell in left.split("|") if left.strip())
    results = "".join(_text("outputEntry", cell.strip()) for cell in right.split("|"))
    return f'<rule id="r{index}">{cells}{results}</rule>'


def _text(tag: str, text: str | None) -> str:
    return "" if text is None else f"<{tag}><text>{escape(text)}</text></{tag}>"


def _type(type_ref: str) -> str:
    return f' typeRef="{type_ref}"' if type_ref else ""
