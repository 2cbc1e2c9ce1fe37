"""The Python spelling: `fee > 0 and kind in ["new", "renewed"] and not urgent`."""

from __future__ import annotations

from bpmn.expressions import tree
from bpmn.expressions.grammar import Grammar, Spelling
from bpmn.sentences import Sentence


class Python(Grammar):
    """Conditions as most analysts' tools write them."""

    spelling = Spelling(
        constants={"True": True, "False": False, "None": None, "true": True, "false": False, "null": None},
        any_of=("or",),
        all_of=("and",),
        negations=("not",),
        orders={"==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="},
        products={"*": "*", "/": "/", "//": "//", "%": "%"},
        reserved=(
            "and",
            "or",
            "not",
            "in",
            "is",
            "if",
            "else",
            "for",
            "lambda",
            "await",
            "async",
            "yield",
            "import",
        ),
    )

    def choice(self) -> tree.Node:
        node = self.alternatives()
        if not self.takes("if"):
            return node
        condition = self.alternatives()
        self.must_take("else")
        return self.counted(tree.Choice(condition, node, self.nested_choice()))

    def nested_choice(self) -> tree.Node:
        self.depth += 1
        node = self.choice()
        self.depth -= 1
        return node

    def one_comparison(self, left: tree.Node) -> tree.Node | None:
        if self.is_at("not") and self.words[self.place + 1].text == "in":
            self.place += 2
            return tree.Negation(tree.Membership(left, self.sum()))
        if self.is_at("="):
            self.wrong(Sentence("so sánh bằng viết là “==”"))
        return super().one_comparison(left)
