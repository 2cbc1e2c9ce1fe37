"""Writing small DMN files for tests."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"

Column = tuple[str, str]  # what is asked or answered, and the rest of its XML


def file(*inside: str, version: str = DMN, more: str = "") -> bytes:
    """A DMN file."""
    opening = f'<definitions xmlns="{version}" id="file" name="file" namespace="n" {more}>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opening}\n{"".join(inside)}</definitions>'.encode()


def fact(name: str, kind: str = "", *, element: str = "") -> str:
    """Input data."""
    typed = f' typeRef="{kind}"' if kind else ""
    shown = escape(name)
    return f'<inputData id="{element or name}" name="{shown}"><variable name="{shown}"{typed}/></inputData>\n'


def typed(name: str, base: str, allowed: str = "") -> str:
    """An item definition."""
    values = f"<allowedValues><text>{escape(allowed)}</text></allowedValues>" if allowed else ""
    return f'<itemDefinition name="{name}"><typeRef>{base}</typeRef>{values}</itemDefinition>\n'


def decision(name: str, logic: str, *, element: str = "d", needs: Sequence[str] = (), kind: str = "") -> str:
    """A decision; `needs` are ids, `!id` another decision's."""
    required = "".join(
        f'<informationRequirement><required{"Decision" if i[0] == "!" else "Input"} href="#{i.lstrip("!")}"/>'
        "</informationRequirement>"
        for i in needs
    )
    variable = f'<variable name="{escape(name)}"{f" typeRef={chr(34)}{kind}{chr(34)}" if kind else ""}/>'
    return f'<decision id="{element}" name="{escape(name)}">{variable}{required}\n{logic}</decision>\n'


def literal(text: str) -> str:
    """A literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def table(
    policy: str, inputs: Sequence[Column | str], outputs: Sequence[Column | str], rules: Sequence[Sequence[str]]
) -> str:
    """A decision table; each rule is its cells, its answers, and perhaps a note."""
    hit, _, aggregation = policy.partition("+")
    head = f'<decisionTable hitPolicy="{hit}"' + (f' aggregation="{aggregation}"' if aggregation else "") + ">\n"
    return head + "".join(
        [
            *(_input(column) for column in inputs),
            *(_output(column, number) for number, column in enumerate(outputs)),
            *(_rule(rule, len(inputs), len(outputs)) for rule in rules),
            "</decisionTable>",
        ]
    )


def _input(column: Column | str) -> str:
    text, more = (column, "") if isinstance(column, str) else column
    kind, _, allowed = more.partition("|")
    values = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
    said = f' typeRef="{kind}"' if kind else ""
    return f"<input><inputExpression{said}><text>{escape(text)}</text></inputExpression>{values}</input>\n"


def _output(column: Column | str, number: int) -> str:
    name, more = (column, "") if isinstance(column, str) else column
    kind, _, rest = more.partition("|")
    allowed, _, default = rest.partition("|")
    values = f"<outputValues><text>{escape(allowed)}</text></outputValues>" if allowed else ""
    entry = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    said = f' typeRef="{kind}"' if kind else ""
    return f'<output id="output{number}" name="{escape(name)}"{said}>{values}{entry}</output>\n'


def _rule(rule: Sequence[str], inputs: int, outputs: int) -> str:
    cells = "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in rule[:inputs])
    answers = "".join(
        f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in rule[inputs : inputs + outputs]
    )
    note = "".join(f"<description>{escape(text)}</description>" for text in rule[inputs + outputs :])
    return f"<rule>{note}{cells}{answers}</rule>\n"
