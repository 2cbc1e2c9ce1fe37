"""The JUEL spelling of Camunda and Flowable: `${fee > 0 && kind == 'new' && !urgent}`."""

from __future__ import annotations

from bpmn.expressions import tree
from bpmn.expressions.grammar import Grammar, Spelling


class Juel(Grammar):
    """Conditions between `${` or `#{` and `}`."""

    spelling = Spelling(
        constants={"true": True, "false": False, "null": None},
        any_of=("||", "or"),
        all_of=("&&", "and"),
        negations=("!", "not"),
        orders={
            "==": "==",
            "!=": "!=",
            "<": "<",
            "<=": "<=",
            ">": ">",
            ">=": ">=",
            "eq": "==",
            "ne": "!=",
            "lt": "<",
            "le": "<=",
            "gt": ">",
            "ge": ">=",
        },
        products={"*": "*", "/": "/", "div": "/", "%": "%", "mod": "%"},
        reserved=("and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "div", "mod", "empty"),
    )

    def choice(self) -> tree.Node:
        condition = self.alternatives()
        if not self.takes("?"):
            return condition
        then = self.choice()
        self.must_take(":")
        return self.counted(tree.Choice(condition, then, self.nested_choice()))

    def nested_choice(self) -> tree.Node:
        self.depth += 1
        node = self.choice()
        self.depth -= 1
        return node

    def comparison(self) -> tree.Node:
        if self.takes("empty"):
            return self.counted(tree.Emptiness(self.followed(self.primary())))
        return super().comparison()
