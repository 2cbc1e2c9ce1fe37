from __future__ import annotations

import re
from pathlib import Path

from bpmn import checks
from bpmn.attributes import ATTRIBUTES, BY_NAME
from bpmn.clinic import REPAIRS

PAGE = Path(__file__).parent.parent.parent / "docs" / "diagrams.md"


def table(heading: str) -> list[list[str]]:
    """The rows of the table below a heading of docs/diagrams.md, without its head."""
    return rows(PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0])


def rows(section: str) -> list[list[str]]:
    """The rows of the one table in a text, without its head."""
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_page_and_the_code_list_the_same_attributes() -> None:
    written = [
        [
            f"`{attribute.name}`",
            ", ".join(attribute.elements),
            ", ".join(f"`{value}`" if attribute.closed else value for value in attribute.values),
            attribute.meaning,
        ]
        for attribute in ATTRIBUTES
    ]
    assert table("What a diagram says") == written


def test_the_page_and_the_code_list_the_same_rules() -> None:
    rules = sorted(checks.RULES.values(), key=lambda rule: rule.id)
    listed = rows(PAGE.with_name("checks.md").read_text(encoding="utf-8"))
    assert [row[:3] for row in listed] == [
        [f"`{r.id}`", f"{r.severity} in a release" if r.of_release else r.severity, r.check.__doc__ or ""]
        for r in rules
    ]
    assert all(how_to_put_it_right for *_, how_to_put_it_right in listed)


def test_the_page_and_the_code_list_the_same_repairs() -> None:
    repairs = sorted(REPAIRS.values(), key=lambda repair: repair.order)
    assert table("Diagrams by other tools") == [[f"`{repair.id}`", repair.mend.__doc__] for repair in repairs]


def test_every_property_that_is_read_is_listed() -> None:
    language = PAGE.parent.parent / "bpmn"
    source = "".join((language / name).read_text(encoding="utf-8") for name in ("reader.py", "elements.py"))
    read = set(re.findall(r'"(gov\.\w+)"', source)) | {
        f"camunda:{name}" for name in re.findall(r'value\(node, "(\w+)"\)', source)
    }
    assert read <= set(BY_NAME)
    assert {name for name in BY_NAME if name.startswith("gov.")} <= read
