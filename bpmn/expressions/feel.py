"""The FEEL spelling of the DMN standard: `= if fee in [1..50000] then "low" else "high"`."""

from __future__ import annotations

from bpmn.expressions import tree
from bpmn.expressions.grammar import Grammar, Spelling
from bpmn.expressions.tokens import Token


class Feel(Grammar):
    """Conditions behind a leading `=`. Lists count from 1."""

    spelling = Spelling(
        constants={"true": True, "false": False, "null": None},
        any_of=("or",),
        all_of=("and",),
        negations=(),
        orders={"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="},
        products={"*": "*", "/": "/"},
        reserved=(
            "and",
            "or",
            "in",
            "if",
            "then",
            "else",
            "for",
            "return",
            "some",
            "every",
            "satisfies",
            "function",
        ),
        first_item=1,
    )

    def choice(self) -> tree.Node:
        if not self.takes("if"):
            return self.alternatives()
        condition = self.choice()
        self.must_take("then")
        then = self.choice()
        self.must_take("else")
        self.depth += 1
        otherwise = self.choice()
        self.depth -= 1
        return self.counted(tree.Choice(condition, then, otherwise))

    def primary(self) -> tree.Node:
        if self.is_at("["):
            self.next()
            self.counted(None)
            return self.list_or_range()
        return super().primary()

    def named(self, word: Token) -> tree.Node:
        if word.text == "not" and self.takes("("):
            node = tree.Negation(self.choice())
            self.must_take(")")
            return node
        return super().named(word)

    def list_or_range(self) -> tree.Node:
        if self.takes("]"):
            return tree.Listing(())
        first = self.choice()
        if self.takes(".."):
            return self.range(first, low_in=True)
        if self.takes(","):
            return tree.Listing((first, *self.items("]")))
        self.must_take("]")
        return tree.Listing((first,))

    def bracketed(self) -> tree.Node:
        first = self.choice()
        if self.takes(".."):
            return self.range(first, low_in=False)
        if self.takes(","):
            return tree.Listing((first, *self.items(")")))
        self.must_take(")")
        return first

    def range(self, low: tree.Node, *, low_in: bool) -> tree.Node:
        high = self.choice()
        if not self.is_at("]", ")"):
            self.must_take("]")
        return tree.Range(low, high, low_in, self.next().text == "]")
