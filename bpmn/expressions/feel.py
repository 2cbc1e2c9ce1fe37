"""The FEEL spelling of the DMN standard: `= if fee in [1..50000] then "low" else "high"`."""

from __future__ import annotations

from bpmn.expressions import dates, tree
from bpmn.expressions.functions import FUNCTIONS
from bpmn.expressions.grammar import Grammar, Spelling
from bpmn.expressions.refusals import WrongValue
from bpmn.expressions.tokens import Token, unquoted
from bpmn.sentences import Sentence


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
            "between",
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

    def one_comparison(self, left: tree.Node) -> tree.Node | None:
        if not self.takes("between"):
            return super().one_comparison(left)
        low = self.sum()
        self.must_take("and")
        return tree.Membership(left, tree.Range(low, self.sum(), low_in=True, high_in=True))

    def primary(self) -> tree.Node:
        if self.is_at("["):
            self.next()
            self.counted(None)
            return self.list_or_range()
        if self.takes("@"):
            self.counted(None)
            return self.literal(self.next())
        word = self.function()
        return super().primary() if word is None else self.call(word)

    def literal(self, word: Token) -> tree.Node:
        """`@"2026-03-02"`: a day, moment, hour or period written down as such."""
        if word.kind != "text":
            self.wrong(Sentence("sau “@” phải là ngày, giờ hoặc khoảng thời gian trong ngoặc kép"), word)
        try:
            return tree.Literal(dates.literal(unquoted(self.source, word)))
        except WrongValue as wrong:
            return self.wrong(str(wrong.params["reason"]), word)

    def function(self) -> Token | None:
        """The name of a function of several words, with its opening bracket taken; else nothing is taken."""
        first = self.word
        name = first.text
        for following in range(self.place + 1, min(self.place + 6, len(self.words) - 1)):
            word = self.words[following]
            if word.text == "(" and following > self.place + 1 and name in FUNCTIONS:
                self.counted(None)
                self.place = following + 1
                return Token("name", name, first.at)
            if word.kind != "name":
                return None
            name = f"{name}_{word.text}"
        return None

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
