"""A process table as provinces approve them (quy trình nội bộ): steps, who does each, how long, where it goes next.

What the table does not say clearly is asked, by line and column; nothing is guessed silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from bpmn.files import NotReadable
from bpmn.process_tables import times
from bpmn.process_tables.sheets import Line
from bpmn.process_tables.times import NotATime, Time

Column = Literal["number", "work", "performer", "time", "result", "yes", "no"]
END = "end"
MOST_STEPS = 200

COLUMNS: Mapping[Column, str] = {
    "number": "Bước",
    "work": "Nội dung công việc",
    "performer": "Người thực hiện",
    "time": "Thời gian",
    "result": "Kết quả",
    "yes": "Đồng ý",
    "no": "Không đồng ý",
}
_HEADINGS: tuple[tuple[Column, re.Pattern[str]], ...] = (
    ("no", re.compile(r"không (đồng ý|đạt|duyệt|đủ)|trả lại|từ chối")),
    ("yes", re.compile(r"đồng ý|^(nếu )?đạt|bước (tiếp theo|kế tiếp)|chuyển (đến )?bước")),
    ("time", re.compile(r"thời (gian|hạn)|số (giờ|ngày)")),
    ("work", re.compile(r"^(nội dung|công việc|trình tự|các bước|hoạt động|tên bước|mô tả)|bước công việc")),
    ("performer", re.compile(r"người|đơn vị|bộ phận|cán bộ|công chức|trách nhiệm|chức danh|vị trí|^thực hiện$")),
    ("result", re.compile(r"kết quả|biểu mẫu|sản phẩm|hồ sơ")),
    ("number", re.compile(r"^(bước|(số )?tt|stt|số thứ tự|thứ tự)\b")),
)
_LONGEST_HEADING = 80
_NUMBER = re.compile(r"(?:bước|b|bc)?\s*\.?\s*(\d{1,3}(?:\.\d{1,2})*)\.?(?!\d)", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:bước|\bb)\s*\.?\s*(\d{1,3}(?:\.\d{1,2})*)", re.IGNORECASE)
_ENDS = re.compile(r"kết thúc|dừng (quy trình|lại)|chấm dứt", re.IGNORECASE)
_EMPTY = re.compile(r"[-–—./\s]*|không(\s+có)?|x", re.IGNORECASE)
_TOTAL = re.compile(r"^(tổng|cộng)\b", re.IGNORECASE)
_IN_TEXT_NO = re.compile(r"(?:không (?:đồng ý|đạt|đủ|duyệt)|trả lại)[^.;\n]*?bước\s*(\d[\d.]*)", re.IGNORECASE)
_IN_TEXT_YES = re.compile(r"(?<!không )(?:đồng ý|đạt yêu cầu|đủ điều kiện)[^.;\n]*?bước\s*(\d[\d.]*)", re.IGNORECASE)
_BESIDE = re.compile(r"song song|đồng thời với|cùng lúc với", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """What the analyst must answer (`must_answer`), or how something was understood, at which line and column."""

    line: int
    column: Column | None
    sentence: str
    must_answer: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `time` is None where none is said; `yes` and `no` are the numbers of steps, END, or empty: the next one
    after yes, no choice without a no."""

    line: int
    number: str
    work: str
    performer: str
    time: Time | None
    result: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class Table:
    """The steps in the order of the table, what stands above it, the total it names, and what has to be asked."""

    title: str
    steps: tuple[Step, ...]
    total: Time | None
    questions: tuple[Question, ...]

    @property
    def performers(self) -> tuple[str, ...]:
        """Who does the steps, each once, as they first appear."""
        return tuple(dict.fromkeys(step.performer for step in self.steps))


def read(lines: Sequence[Line]) -> Table:
    """Reads a table. Refuses: NotReadable (no heading with work and performers, no step, more than 200 steps)."""
    for place, line in enumerate(lines[:30]):
        columns = _columns(line)
        if {"work", "performer"} <= columns.keys():
            return _Reading(lines[:place], line, columns).table(lines[place + 1 :])
    raise NotReadable("không thấy dòng tiêu đề có cột nội dung công việc và cột người, đơn vị thực hiện", file="bảng")


def _columns(line: Line) -> dict[Column, int]:
    """Which column says what, by its heading; the first one where two would do."""
    found: dict[Column, int] = {}
    for place, cell in enumerate(line.cells):
        said = " ".join(cell.casefold().split())
        for kind, heading in _HEADINGS:
            if len(said) < _LONGEST_HEADING and heading.search(said):
                found.setdefault(kind, place)
                break
    return found


@dataclass(slots=True)
class _Reading:
    above: Sequence[Line]
    heading: Line
    columns: Mapping[Column, int]
    questions: list[Question] = field(default_factory=list[Question])
    total: Time | None = None
    _unit: str = ""

    def table(self, lines: Sequence[Line]) -> Table:
        self._unit = self._cell(self.heading, "time")
        for place, cell in enumerate(self.heading.cells):
            if cell and place not in self.columns.values():
                said = f"Cột “{' '.join(cell.split())[:80]}” không dùng đến khi vẽ sơ đồ."
                self._ask(self.heading.number, None, said, must_answer=False)
        steps = list(self._steps(lines))
        if not steps:
            raise NotReadable("bảng không có bước nào", file="bảng")
        if len(steps) > MOST_STEPS:
            raise NotReadable(f"bảng có {len(steps)} bước, nhiều nhất được {MOST_STEPS} bước", file="bảng")
        self._ask_about_days(steps)
        steps = self._aimed(self._numbered(steps))
        self._ask_about_total(steps)
        self._ask_about_unreached(steps)
        title = max((cell for line in self.above for cell in line.cells), key=len, default="")
        return Table(" ".join(title.split())[:300], tuple(steps), self.total, tuple(self._in_order()))

    def _in_order(self) -> list[Question]:
        return sorted(self.questions, key=lambda question: question.line)

    def _ask(self, line: int, column: Column | None, sentence: str, *, must_answer: bool = True) -> None:
        self.questions.append(Question(line, column, sentence, must_answer))

    def _cell(self, line: Line, column: Column) -> str:
        place = self.columns.get(column)
        return line.cells[place] if place is not None and place < len(line.cells) else ""

    def _steps(self, lines: Sequence[Line]) -> Iterator[Step]:
        for line in lines:
            if _columns(line) == self.columns or self._cell(line, "work") == self._cell(self.heading, "work"):
                self._unit += f" {self._cell(line, 'time')}"  # the heading goes on, or stands again on a new page
                continue
            filled = list(dict.fromkeys(filter(None, line.cells)))
            if _TOTAL.match(filled[0]):
                self._read_total(line)
            elif len(filled) == 1 and not self._cell(line, "performer"):
                said = f"Dòng {line.number} chỉ có “{filled[0][:80]}”: coi là tiêu đề, không thành bước."
                self._ask(line.number, None, said, must_answer=False)
            elif not self._cell(line, "work"):
                self._ask(line.number, "work", f"Dòng {line.number} không ghi nội dung công việc: bước này làm gì?")
            else:
                yield self._step(line)

    def _step(self, line: Line) -> Step:
        work, performer = self._cell(line, "work"), " ".join(self._cell(line, "performer").split())
        if not performer:
            self._ask(line.number, "performer", f"Dòng {line.number} không ghi ai thực hiện: giao cho vai trò nào?")
        if _BESIDE.search(work):
            said = f"Dòng {line.number} nói tới việc làm song song: bảng chỉ vẽ được lần lượt, hãy vẽ lại nhánh này."
            self._ask(line.number, "work", said)
        result = self._cell(line, "result")
        yes, no = self._cell(line, "yes"), self._cell(line, "no")
        if "no" not in self.columns:
            yes, no = self._in_text(f"{work}\n{result}", yes)
        return Step(line.number, self._number(line), work, performer, self._time(line), result, yes, no)

    def _in_text(self, text: str, yes: str) -> tuple[str, str]:
        """Where it goes when the words of the step say so, and no column does."""
        no = _IN_TEXT_NO.search(text)
        rest = _IN_TEXT_NO.sub("", text)
        found = _IN_TEXT_YES.search(rest)
        return yes or (f"bước {found[1]}" if found else ""), f"bước {no[1]}" if no else ""

    def _number(self, line: Line) -> str:
        found = _NUMBER.match(self._cell(line, "number"))
        return found[1] if found else ""

    def _time(self, line: Line) -> Time | None:
        said = self._cell(line, "time")
        try:
            return times.read(said, heading=self._unit)
        except NotATime as error:
            flat = " ".join(said.split())[:80]
            self._ask(line.number, "time", f"Dòng {line.number} ghi thời gian “{flat}”: {error}. Bước này bao lâu?")
            return None

    def _read_total(self, line: Line) -> None:
        for cell in reversed(line.cells):
            try:
                found = times.read(cell.rpartition(":")[2], heading=self._unit)
            except NotATime:
                continue
            if found is not None:
                self.total = found
                return
        self._ask(line.number, "time", f"Dòng {line.number} ghi tổng nhưng không đọc được tổng là bao lâu.")

    def _ask_about_days(self, steps: Sequence[Step]) -> None:
        line = next((step.line for step in steps if step.time and step.time.is_open), 0)
        if line and "làm việc" not in self._unit.casefold():
            said = f"Dòng {line} ghi “ngày” mà không rõ ngày làm việc hay ngày lịch"
            self._ask(line, "time", f"{said}: tạm tính là ngày làm việc, đúng không?")
        if "time" not in self.columns:
            self._ask(self.heading.number, "time", "Bảng không có cột thời gian: mỗi bước được bao lâu?")

    def _numbered(self, steps: Sequence[Step]) -> list[Step]:
        """Steps without a number, or with one that is taken, are known by their place."""
        taken: set[str] = set()
        found: list[Step] = []
        for place, step in enumerate(steps, 1):
            number = step.number or str(place)
            if number in taken:
                said = f"Dòng {step.line} mang số bước {number} đã dùng ở trên"
                self._ask(step.line, "number", f"{said}: chỗ nào chuyển đến bước này được hiểu là đến dòng trên.")
                number = f"{number}-{step.line}"
            taken.add(number)
            found.append(replace(step, number=number))
        return found

    def _aimed(self, steps: Sequence[Step]) -> list[Step]:
        known = {step.number for step in steps}
        found: list[Step] = []
        for step in steps:
            yes = self._target(step, "yes", step.yes, known)
            no = self._target(step, "no", step.no, known)
            if no and no == yes:
                said = f"Dòng {step.line}: đồng ý hay không đều chuyển đến bước {no}; không vẽ thành chỗ rẽ."
                self._ask(step.line, "no", said)
                no = ""
            found.append(replace(step, yes=yes, no=no))
        return found

    def _target(self, step: Step, column: Column, said: str, known: set[str]) -> str:
        if _EMPTY.fullmatch(said):
            return ""
        named = _GOES_ON.findall(said) or _NUMBER.findall(said)
        if len(named) == 1:
            number = named[0].strip(".")
            if number in known or number.lstrip("0") in known:
                return number if number in known else number.lstrip("0")
            told = f"Dòng {step.line} chuyển đến bước {number}, bảng không có bước này: chuyển đến đâu?"
        elif not named and _ENDS.search(said):
            return END
        else:
            flat = " ".join(said.split())[:80]
            told = f"Dòng {step.line}, cột “{COLUMNS[column]}” ghi “{flat}”: không rõ chuyển đến bước nào."
        self._ask(step.line, column, told)
        return ""

    def _ask_about_total(self, steps: Sequence[Step]) -> None:
        hours = [step.time.hours for step in steps if step.time]
        if self.total is None or self.total.hours is None or any(one is None for one in hours):
            return
        added = sum((one for one in hours if one is not None), Fraction(0))
        if added != self.total.hours:
            told = f"{float(added):g} giờ".replace(".", ",")
            self._ask(0, "time", f"Bảng ghi tổng {self.total.term}, cộng các bước được {told} làm việc: số nào đúng?")

    def _ask_about_unreached(self, steps: Sequence[Step]) -> None:
        reached = {steps[0].number}
        for step, after in zip(steps, [*steps[1:], None], strict=True):
            reached |= {step.yes or (after.number if after else END), step.no}
        for step in steps:
            if step.number not in reached:
                self._ask(step.line, "yes", f"Không bước nào chuyển đến bước {step.number} (dòng {step.line}).")
