"""Three procedures of ordinary shape for the engine's bench: 6, 15 and 40 people's steps.

The small one has two choices with a way back and a reminder; the middle one a subprocess and three branches of two
steps; the large one two subprocesses, three parallel blocks, four choices with a way back and four reminders.
"""

from __future__ import annotations

from itertools import pairwise

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions id="d" targetNamespace="motcua" '
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL">'
)
_DESKS = ("Bộ phận Một cửa", "Phòng chuyên môn", "Lãnh đạo")


class _Drawing:
    """A process that is being drawn, element by element."""

    def __init__(self, process: str) -> None:
        self.process = process
        self.parts: list[str] = []
        self.lanes: dict[str, list[str]] = {desk: [] for desk in _DESKS}
        self.flows = 0

    def add(self, kind: str, name: str, inside: str = "", **attributes: str) -> str:
        written = "".join(f' {key}="{value}"' for key, value in attributes.items())
        self.parts.append(f'<bpmn:{kind} id="{name}" name="Bước {name}"{written}>{inside}</bpmn:{kind}>')
        return name

    def task(self, name: str, desk: int) -> str:
        self.lanes[_DESKS[desk % 3]].append(name)
        return self.add("userTask", name)

    def flow(self, source: str, target: str, condition: str = "", name: str = "") -> None:
        self.flows += 1
        asked = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        id_ = name or f"f{self.flows}_{self.process}"
        self.parts.append(
            f'<bpmn:sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}">{asked}</bpmn:sequenceFlow>'
        )

    def chain(self, *names: str) -> None:
        for source, target in pairwise(names):
            self.flow(source, target)

    def choice(self, name: str, before: str, onward: str, back: str) -> None:
        self.add("exclusiveGateway", name, default=f"{name}_onward")
        self.flow(before, name)
        self.flow(name, onward, name=f"{name}_onward")
        self.flow(name, back, "rejected")

    def reminder(self, task: str) -> None:
        # quoted, because the untouched engine takes the text for an expression
        timer = '<bpmn:timerEventDefinition><bpmn:timeDuration>"P3D"</bpmn:timeDuration></bpmn:timerEventDefinition>'
        self.add("boundaryEvent", f"late_{task}", timer, attachedToRef=task, cancelActivity="false")
        self.chain(f"late_{task}", self.add("task", f"remind_{task}"), self.add("endEvent", f"reminded_{task}"))

    def subprocess(self, name: str, steps: int) -> str:
        inner = _Drawing(name)
        tasks = [inner.add("userTask", f"{name}_{number}") for number in range(steps)]
        inner.chain(inner.add("startEvent", f"{name}_begin"), *tasks, inner.add("endEvent", f"{name}_end"))
        return self.add("subProcess", name, "".join(inner.parts))

    def block(self, name: str, branches: int, steps: int) -> tuple[str, str]:
        split, join = self.add("parallelGateway", f"{name}_split"), self.add("parallelGateway", f"{name}_join")
        for branch in range(branches):
            self.chain(split, *(self.task(f"{name}_{branch}_{step}", 1) for step in range(steps)), join)
        return split, join

    def xml(self) -> str:
        lanes = "".join(
            f'<bpmn:lane id="lane{number}" name="{desk}">'
            + "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in names)
            + "</bpmn:lane>"
            for number, (desk, names) in enumerate(self.lanes.items())
        )
        return (
            f'{_HEAD}<bpmn:process id="{self.process}" isExecutable="true"><bpmn:laneSet id="lanes">{lanes}'
            f"</bpmn:laneSet>{''.join(self.parts)}</bpmn:process></bpmn:definitions>"
        )


def _begun(process: str, tasks: int) -> tuple[_Drawing, list[str]]:
    drawing = _Drawing(process)
    drawing.add("startEvent", "start")
    drawing.add("endEvent", "end")
    return drawing, [drawing.task(f"t{number}", number) for number in range(tasks)]


def small() -> str:
    """Six steps."""
    drawing, t = _begun("small", 6)
    drawing.chain("start", t[0], t[1])
    drawing.choice("complete", t[1], t[2], t[0])
    drawing.chain(t[2], t[3])
    drawing.choice("signed", t[3], t[4], t[2])
    drawing.chain(t[4], t[5], "end")
    drawing.reminder(t[2])
    return drawing.xml()


def middle() -> str:
    """Fifteen steps."""
    drawing, t = _begun("middle", 5)
    part, (split, join) = drawing.subprocess("appraisal", 4), drawing.block("opinions", 3, 2)
    drawing.chain("start", t[0], t[1])
    drawing.choice("complete", t[1], t[2], t[0])
    drawing.chain(t[2], part, split)
    drawing.flow(join, t[3])
    drawing.choice("signed", t[3], t[4], t[2])
    drawing.flow(t[4], "end")
    drawing.reminder(t[2])
    return drawing.xml()


def large() -> str:
    """Forty steps."""
    drawing, t = _begun("large", 14)
    first, second = drawing.subprocess("appraisal", 4), drawing.subprocess("survey", 4)
    blocks = [drawing.block("opinions", 3, 2), drawing.block("consent", 4, 2), drawing.block("papers", 2, 2)]
    drawing.chain("start", t[0], t[1])
    drawing.choice("complete", t[1], t[2], t[0])
    drawing.chain(t[2], t[3], first, blocks[0][0])
    drawing.flow(blocks[0][1], t[4])
    drawing.choice("agreed", t[4], t[5], t[3])
    drawing.chain(t[5], t[6], blocks[1][0])
    drawing.flow(blocks[1][1], t[7])
    drawing.choice("approved", t[7], t[8], t[6])
    drawing.chain(t[8], second, t[9], blocks[2][0])
    drawing.flow(blocks[2][1], t[10])
    drawing.choice("signed", t[10], t[11], t[9])
    drawing.chain(t[11], t[12], t[13], "end")
    for task in (t[2], t[5], t[8], t[11]):
        drawing.reminder(task)
    return drawing.xml()


def parallel(blocks: int) -> str:
    """So many blocks of three branches, one behind the other: predicted whole, the future is exponential."""
    drawing, _ = _begun("parallel", 0)
    before = "start"
    for number in range(blocks):
        split, join = drawing.block(f"block{number}", 3, 1)
        drawing.flow(before, split)
        before = join
    drawing.flow(before, "end")
    return drawing.xml()


PROCEDURES = {6: small, 15: middle, 40: large}


def dossier() -> dict[str, object]:
    """What a dossier knows at its start: 2 KB of Vietnamese."""
    papers = [
        {"code": f"GT{number}", "name": f"Giấy tờ số {number} theo quy định", "kind": "bản chính", "file": "ab" * 32}
        for number in range(6)
    ]
    owner = {
        "name": "Nguyễn Thị Hồng Hạnh",
        "identity": "001185012345",
        "address": "Số 1, đường Lê Lợi, phường Bến Xuân",
        "phone": "0912345678",
        "email": "hong.hanh@example.vn",
    }
    more = {f"field_{number}": f"giá trị của mục thứ {number}" for number in range(20)}
    return {"rejected": False, "code": "H99.30-260302-0001", "owner": owner, "papers": papers, **more}


def answer(number: int) -> dict[str, object]:
    """What a step adds, 100 B of it."""
    return {f"opinion_{number}": f"Đồng ý với đề xuất của bộ phận thụ lý ở bước {number}, hồ sơ đầy đủ, hợp lệ."}
