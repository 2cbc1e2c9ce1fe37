"""Reading decisions: DMN XML, as any modeller writes it, becomes Decisions. What cannot be worked out is a flaw."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import TypeVar

from bpmn import files
from bpmn.attributes import Node
from bpmn.decisions.cells import Cell, Text, Vocabulary, spelled
from bpmn.decisions.graph import Decision, Decisions, Fact, Flaw
from bpmn.decisions.spellings import content, is_name, language_of, parts
from bpmn.decisions.tables import AGGREGATIONS, POLICIES, Input, Output, Policy, Rule, Table
from bpmn.decisions.types import ANY, BASES, Type
from bpmn.expressions import WrongExpression
from bpmn.files import NotReadable
from bpmn.sentences import Sentence

MOST_RULES = 2_000  # of all tables of a file
MOST_CELLS = 20_000
MOST_DECISIONS = 200

_VERSIONS = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "http://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
)
_CAMUNDA = "http://camunda.org/schema/1.0/dmn"
_LOGIC = (
    "decisionTable",
    "literalExpression",
    "context",
    "invocation",
    "relation",
    "list",
    "functionDefinition",
    "conditional",
    "filter",
    "for",
    "some",
    "every",
)
_POLICIES: dict[str, Policy] = {policy: policy for policy in POLICIES}
Made = TypeVar("Made")


def read(xml: bytes) -> Decisions:
    """Reads the decisions of a file, DMN 1.1 to 1.5.

    Refuses: NotReadable (over 5 MB, nested deeper than 200, a document type or entities, broken XML, not DMN, no
    decision, two elements with one id, more than 2,000 rules, 20,000 cells or 200 decisions).
    """
    root = files.parse(xml)
    version = next((one for one in _VERSIONS if root.tag == f"{{{one}}}definitions"), None)
    if version is None:
        raise NotReadable(Sentence("đây không phải là tệp quyết định DMN 1.1 đến 1.5"))
    reading = _Reading(root, version)
    reading.refuse_excess()
    decisions = {one.id: one for one in map(reading.decision, reading.children(root, "decision"))}
    if not decisions:
        raise NotReadable(Sentence("tệp không có quyết định nào"))
    linked = _Linked(decisions, reading)
    return Decisions(
        hashlib.sha256(xml).hexdigest(),
        MappingProxyType(linked.decisions),
        MappingProxyType(reading.facts),
        tuple(sorted(set(reading.flaws))),
    )


class _Reading:
    """One pass over a file; `flaws` fills up on the way."""

    def __init__(self, root: Node, version: str) -> None:
        self.root = root
        self.space = f"{{{version}}}"
        self.flaws: list[Flaw] = []
        self.language = root.get("expressionLanguage", "")
        self._refuse_same_ids()
        self.vocabulary = Vocabulary(self._names())
        self._definitions = {spelled(one.get("name", "")): one for one in self.children(root, "itemDefinition")}
        self._cells: dict[tuple[str, str], Cell] = {}
        self.facts = {fact.id: fact for fact in map(self._fact, self.children(root, "inputData"))}

    def children(self, node: Node, kind: str) -> Iterator[Node]:
        return node.iterchildren(f"{self.space}{kind}")

    def child(self, node: Node, kind: str) -> Node | None:
        return next(self.children(node, kind), None)

    def text(self, node: Node | None) -> str:
        """What the `text` of an element says; empty when there is none."""
        inner = None if node is None else self.child(node, "text")
        return "" if inner is None else content(inner)

    def report(self, node: Node, element: str, message: str) -> None:
        self.flaws.append(Flaw(node.sourceline or 0, element, message))

    def refuse_excess(self) -> None:
        for kind, most, called in (
            ("decision", MOST_DECISIONS, Sentence("quyết định")),
            ("rule", MOST_RULES, Sentence("quy tắc")),
            ("inputEntry", MOST_CELLS, Sentence("ô")),
            ("outputEntry", MOST_CELLS, Sentence("ô")),
        ):
            if sum(1 for _ in self.root.iterdescendants(self.space + kind)) > most:
                raise NotReadable(Sentence("tệp có quá {most} {called}", most=most, called=called))

    def _refuse_same_ids(self) -> None:
        seen: set[str] = set()
        for kind in ("decision", "inputData", "businessKnowledgeModel"):
            for node in self.children(self.root, kind):
                if not node.get("id", ""):
                    raise NotReadable(
                        Sentence("phần tử {kind} ở dòng {line} không có mã (id)", kind=kind, line=node.sourceline)
                    )
                if node.get("id", "") in seen:
                    raise NotReadable(
                        Sentence(
                            "mã “{node}” ở dòng {line} đã dùng cho phần tử khác",
                            node=node.get("id", ""),
                            line=node.sourceline,
                        )
                    )
                seen.add(node.get("id", ""))

    def _names(self) -> Iterator[str]:
        for kind in ("decision", "inputData", "variable", "itemComponent", "output", "businessKnowledgeModel"):
            for node in self.root.iterdescendants(self.space + kind):
                yield node.get("name", "")
        for node in self.root.iterdescendants(f"{self.space}inputExpression"):
            text = spelled(self.text(node))
            if is_name(text):
                yield text

    def _fact(self, node: Node) -> Fact:
        variable = self.child(node, "variable")
        name = spelled("" if variable is None else variable.get("name", "")) or spelled(node.get("name", ""))
        return Fact(node.get("id", ""), name or node.get("id", ""), self._type_of(variable, node.get("id", "")))

    # decisions

    def decision(self, node: Node) -> Decision:
        element = node.get("id", "")
        name = spelled(node.get("name", "")) or element
        variable = self.child(node, "variable")
        called = spelled("" if variable is None else variable.get("name", "")) or name
        required = list(self.children(node, "informationRequirement"))
        if self.child(node, "knowledgeRequirement") is not None:
            self.report(
                node, element, Sentence("Quyết định “{name}” dùng mô hình tri thức (BKM), chưa được hỗ trợ.", name=name)
            )
        return Decision(
            id=element,
            name=name,
            line=node.sourceline or 0,
            variable=called,
            type=self._type_of(variable, element),
            logic=self._logic(node, element, name, called),
            facts=tuple(self._references(required, "requiredInput")),
            decisions=tuple(self._references(required, "requiredDecision")),
        )

    def _references(self, required: list[Node], kind: str) -> Iterator[str]:
        for node in (one for requirement in required for one in self.children(requirement, kind)):
            yield node.get("href", "").rpartition("#")[2]

    def _logic(self, node: Node, element: str, name: str, variable: str) -> Table | Text | None:
        for child in node:
            kind = str(child.tag).removeprefix(self.space)
            if kind not in _LOGIC:
                continue
            before = len(self.flaws)
            if kind == "decisionTable":
                table = self._table(child, element, name, variable)
                return table if len(self.flaws) == before else None
            if kind == "literalExpression":
                return self._text(child, child, element)
            self.report(
                child,
                element,
                Sentence("Quyết định “{name}” viết bằng {kind}, chưa được hỗ trợ.", name=name, kind=kind),
            )
            return None
        self.report(node, element, Sentence("Quyết định “{name}” chưa có bảng hay biểu thức nào.", name=name))
        return None

    # tables

    def _table(self, node: Node, element: str, name: str, variable: str) -> Table:
        policy = _POLICIES.get(" ".join(node.get("hitPolicy", "UNIQUE").upper().replace("_", " ").split()))
        if policy is None:
            policy = "UNIQUE"
            self.report(
                node,
                element,
                Sentence(
                    "Bảng “{name}” có cách chọn quy tắc “{node}” không rõ.", name=name, node=node.get("hitPolicy", "")
                ),
            )
        said = node.get("aggregation", "").upper()
        aggregation = AGGREGATIONS.get(said) if policy == "COLLECT" else None
        if policy == "COLLECT" and said and aggregation is None:
            self.report(node, element, Sentence("Bảng “{name}” có cách gộp “{said}” không rõ.", name=name, said=said))
        nodes = list(self.children(node, "output"))
        outputs = tuple(self._output(one, element, variable if len(nodes) == 1 else "") for one in nodes)
        inputs = [(one, *self._input(one, element)) for one in self.children(node, "input")]
        if not outputs or len({column.name for column in outputs}) < len(outputs):
            self.report(node, element, Sentence("Bảng “{name}” phải có cột kết quả, mỗi cột một tên.", name=name))
        if aggregation and aggregation != "COUNT" and len(outputs) > 1:
            self.report(
                node, element, Sentence("Bảng “{name}” gộp {said} nhưng có nhiều cột kết quả.", name=name, said=said)
            )
        if policy in ("PRIORITY", "OUTPUT ORDER") and not any(column.order for column in outputs):
            self.report(
                node,
                element,
                Sentence("Bảng “{name}” chưa ghi thứ tự ưu tiên của các kết quả (output values).", name=name),
            )
        languages = [language for _, language, _ in inputs]
        rules = (
            self._rule(rule, number, element, languages, len(outputs))
            for number, rule in enumerate(self.children(node, "rule"), 1)
        )
        return Table(
            decision=name,
            policy=policy,
            aggregation=aggregation,
            inputs=tuple(column for _, _, column in inputs if column is not None),
            outputs=outputs,
            rules=tuple(rule for rule in rules if rule is not None),
        )

    def _input(self, node: Node, element: str) -> tuple[str, Input | None]:
        asked = self.child(node, "inputExpression")
        variable = node.get(f"{{{_CAMUNDA}}}inputVariable", "")
        label = spelled(node.get("label", "")) or spelled(self.text(asked)) or node.get("id", "")
        values = self.child(node, "inputValues")
        said = self.text(asked) or variable or spelled(node.get("label", ""))
        language = "" if asked is None else asked.get("expressionLanguage", "")
        text = self._compiled(node, element, language, said, self._made_text)
        cells = "feel"
        allowed = self._cell(values, node, element) if self.text(values) else None
        if text is None:
            return cells, None
        return cells, Input(label, text, self._type_of(asked, element), allowed, variable)

    def _output(self, node: Node, element: str, variable: str) -> Output:
        values = self.child(node, "outputValues")
        default = self.child(node, "defaultOutputEntry")
        order: list[Text] = []
        for part in parts(self.text(values)):
            text = self._compiled(node, element, "", part, self._made_text)
            order += [] if text is None else [text]
        return Output(
            name=spelled(node.get("name", "")) or variable or spelled(node.get("label", "")) or node.get("id", ""),
            type=self._type_of(node, element),
            order=tuple(order),
            allowed=self._cell(values, node, element) if self.text(values) else None,
            default=None if default is None else self._text(default, default, element),
        )

    def _rule(self, node: Node, number: int, element: str, languages: list[str], outputs: int) -> Rule | None:
        conditions = list(self.children(node, "inputEntry"))
        answers = list(self.children(node, "outputEntry"))
        if len(conditions) != len(languages) or len(answers) != outputs:
            self.report(
                node, element, Sentence("Quy tắc số {number} không có đủ ô cho các cột của bảng.", number=number)
            )
            return None
        cells = [self._cell(one, one, element) for one in conditions]
        texts = [self._text(one, one, element) for one in answers]
        notes = [self.text(one) for one in self.children(node, "annotationEntry")]
        described = self.child(node, "description")
        annotation = "; ".join(filter(None, notes)) or ("" if described is None else content(described))
        return Rule(
            number,
            node.get("id", ""),
            tuple(cell for cell in cells if cell is not None),
            tuple(text for text in texts if text is not None),
            annotation,
        )

    # texts

    def _text(self, holder: Node, node: Node, element: str) -> Text | None:
        return self._compiled(
            node, element, holder.get("expressionLanguage", ""), self.text(holder) or "null", self._made_text
        )

    def _made_text(self, text: str, language: str) -> Text:
        return Text(text, language, self.vocabulary)

    def _cell(self, holder: Node | None, node: Node, element: str) -> Cell | None:
        language = "" if holder is None else holder.get("expressionLanguage", "")
        return self._compiled(node, element, language, self.text(holder), self._made_cell)

    def _made_cell(self, text: str, language: str) -> Cell:
        key = (text, language)  # the same few words stand in many cells
        if key not in self._cells:
            self._cells[key] = Cell(text, language, self.vocabulary)
        return self._cells[key]

    def _compiled(
        self, node: Node, element: str, language: str, text: str, make: Callable[[str, str], Made]
    ) -> Made | None:
        known = language_of(language or self.language, text)
        if known is None:
            self.report(
                node,
                element,
                Sentence("Ngôn ngữ biểu thức “{language}” chưa được hỗ trợ.", language=language or self.language),
            )
            return None
        try:
            return make(text, known)
        except WrongExpression as wrong:
            self.report(node, element, str(wrong))
            return None

    # types

    def _type_of(self, node: Node | None, element: str) -> Type:
        if node is None:
            return ANY
        inner = self.child(node, "typeRef")  # DMN 1.1 also wrote it as an element
        said = node.get("typeRef", "") or ("" if inner is None else content(inner))
        return self._type(said, element, 0)

    def _type(self, said: str, element: str, depth: int) -> Type:
        local = spelled(said).rpartition("}")[2]
        definition = self._definitions.get(local, self._definitions.get(local.rpartition(":")[2]))
        if definition is None:
            return Type(BASES.get(local.rpartition(":")[2].lower(), "any"))
        if depth > 20:
            self.report(definition, element, Sentence("Kiểu “{local}” tự định nghĩa bằng chính nó.", local=local))
            return ANY
        inner = self.child(definition, "typeRef")
        base = ANY if inner is None else self._type(content(inner), element, depth + 1)
        values = self.child(definition, "allowedValues")
        allowed = self._cell(values, definition, element) if self.text(values) else base.allowed
        return Type(base.base, base.is_list or definition.get("isCollection", "") == "true", allowed)


class _Linked:
    """Decisions whose requirements lead somewhere, and never back."""

    def __init__(self, decisions: dict[str, Decision], reading: _Reading) -> None:
        self.decisions = decisions
        nodes = {node.get("id", ""): node for node in reading.children(reading.root, "decision")}
        for one in list(decisions.values()):
            missing = [i for i in one.decisions if i not in decisions] + [
                i for i in one.facts if i not in reading.facts
            ]
            if missing:
                reading.report(
                    nodes[one.id],
                    one.id,
                    Sentence(
                        "Quyết định “{name}” cần “{needed}”, không có trong tệp.", name=one.name, needed=missing[0]
                    ),
                )
            if self._leads_to(one, one.id):
                reading.report(
                    nodes[one.id], one.id, Sentence("Quyết định “{name}” cần chính kết quả của nó.", name=one.name)
                )
                missing.append(one.id)
            if missing:
                decisions[one.id] = Decision(
                    one.id, one.name, one.line, one.variable, one.type, None, one.facts, one.decisions
                )
        for one in list(decisions.values()):
            facts = tuple(i for i in one.facts if i in reading.facts)
            kept = () if one.logic is None else one.decisions
            decisions[one.id] = Decision(one.id, one.name, one.line, one.variable, one.type, one.logic, facts, kept)

    def _leads_to(self, start: Decision, sought: str) -> bool:
        seen: set[str] = set()
        waiting = list(start.decisions)
        while waiting:
            one = waiting.pop()
            if one == sought:
                return True
            if one in self.decisions and one not in seen:
                seen.add(one)
                waiting += self.decisions[one].decisions
        return False
