"""The modeler: a procedure's diagram as an analyst draws it, with its findings on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from bpmn.checks import Severity
from ui.widgets import editing
from ui.widgets.assets import component, unheard
from ui.widgets.editing import Place
from ui.widgets.element_templates import TAKES_STEP, element_templates

HEIGHT = 640

_WORDS = {
    "tools": "Công cụ vẽ",
    "undo": "Hoàn tác (Ctrl+Z)",
    "redo": "Làm lại (Ctrl+Y)",
    "find": "Tìm trong sơ đồ (Ctrl+F)",
    "zoom_out": "Thu nhỏ",
    "zoom_in": "Phóng to",
    "fit": "Xem toàn bộ sơ đồ",
    "map": "Bản đồ nhỏ",
    "simulate": "Chạy thử luồng",
    "findings": "Chỗ cần sửa",
    "found": "{errors} lỗi, {warnings} khuyến cáo",
    "none_found": "Không có chỗ nào cần sửa",
    "error": "Lỗi",
    "warning": "Khuyến cáo",
    "path": "Xem đường đi",
    "none": "(để trống)",
    "unknown": "không có trong danh sách",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the canvas shows it: `path` are the ids of the way that leads to it, `fix` a quick fix in words."""

    element: str
    rule: str
    severity: Severity
    message: str
    path: tuple[str, ...] = ()
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """What the release and its agencies know and an analyst may choose from: pairs of a value and what it is called."""

    roles: Sequence[tuple[str, str]] = ()
    forms: Sequence[tuple[str, str]] = ()
    decisions: Sequence[tuple[str, str]] = ()
    states: Sequence[tuple[str, str]] = ()
    agencies: Sequence[tuple[str, str]] = ()
    handlers: Sequence[tuple[str, str]] = ()

    def by_name(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """The same by the attribute that they are offered for; what nobody knows is written by hand."""
        offered = {
            "camunda:candidateGroups": self.roles,
            "gov.role": self.roles,
            "camunda:formRef": self.forms,
            "camunda:decisionRef": self.decisions,
            "gov.state": self.states,
            "gov.agency": self.agencies,
            "camunda:topic": self.handlers,
        }
        return {name: list(choices) for name, choices in offered.items() if choices}


def modeler(
    xml: str,
    *,
    version: int,
    place: Place,
    key: str,
    findings: Sequence[Shown] = (),
    offers: Offers = Offers(),
    height: int = HEIGHT,
) -> int | None:
    """Shows the diagram to be changed; its edits are read with `editing.edited(key)` before this is called.

    Gives the place among `findings` of the one whose quick fix was pressed. `height` of the canvas is in pixels.
    """
    result = component("modeler")(
        key=key,
        data={
            **editing.facts(key, xml, version=version, place=place),
            "findings": [asdict(finding) for finding in findings],
            "templates": element_templates(),
            "steps": list(TAKES_STEP),
            "offers": offers.by_name(),
            "height": height,
            "words": editing.words(_WORDS),
        },
        on_edit_change=unheard,
        on_fix_change=unheard,
    )
    return result.get("fix")
