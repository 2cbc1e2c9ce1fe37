"""What the three spellings share: how words make a tree. A spelling says which words it uses for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, NoReturn, TypeVar
from typing import Literal as OneOf

from bpmn.expressions import tree
from bpmn.expressions.functions import FUNCTIONS
from bpmn.expressions.refusals import WrongExpression
from bpmn.expressions.tokens import Token, cut, unquoted
from bpmn.expressions.values import LARGEST
from bpmn.sentences import Sentence

Made = TypeVar("Made")

_SUMS: Mapping[str, tree.Operation] = {"+": "+", "-": "-"}

LONGEST = 2_000  # characters
MOST_NODES = 300  # there are no loops: the number of nodes bounds the steps of an evaluation
DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Spelling:
    """Which words one spelling uses for what."""

    constants: Mapping[str, bool | None]
    any_of: tuple[str, ...]
    all_of: tuple[str, ...]
    negations: tuple[str, ...]
    orders: Mapping[str, tree.Order]
    products: Mapping[str, tree.Operation]
    reserved: tuple[str, ...]
    first_item: OneOf[0, 1] = 0


class Grammar:
    """Reads one expression by descending from the weakest word (`or`) to the strongest (a name)."""

    spelling: ClassVar[Spelling]

    def __init__(self, source: str, start: int, end: int) -> None:
        self.source = source
        if len(source) > LONGEST:
            raise WrongExpression(source, LONGEST, Sentence("dài quá {most} ký tự", most=LONGEST))
        self.words = cut(source, start, end)
        self.place = 0
        self.nodes = 0
        self.depth = 0
        self.names: set[str] = set()
        self.functions: set[str] = set()

    def read(self) -> tree.Node:
        """The whole text as one tree. Refuses: WrongExpression."""
        node = self.choice()
        if self.word.kind != "end":
            self.wrong(Sentence("không hiểu “{text}” ở đây", text=self.word.text))
        return node

    # words

    @property
    def word(self) -> Token:
        return self.words[self.place]

    def next(self) -> Token:
        word = self.words[self.place]
        self.place += 1
        return word

    def is_at(self, *texts: str) -> bool:
        word = self.word
        return word.kind in ("sign", "name") and word.text in texts

    def takes(self, *texts: str) -> bool:
        if self.is_at(*texts):
            self.place += 1
            return True
        return False

    def must_take(self, text: str) -> None:
        if not self.takes(text):
            self.wrong(Sentence("thiếu “{text}”", text=text))

    def wrong(self, reason: str, at: Token | None = None) -> NoReturn:
        raise WrongExpression(self.source, (at or self.word).at + 1, reason)

    def counted(self, node: Made) -> Made:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.wrong(Sentence("biểu thức quá phức tạp"))
        return node

    # from the weakest to the strongest

    def choice(self) -> tree.Node:
        """A spelling's own if-else around this."""
        return self.alternatives()

    def alternatives(self) -> tree.Node:
        self.depth += 1
        if self.depth > DEEPEST:
            self.wrong(Sentence("lồng quá nhiều tầng"))
        parts = [self.conjunction()]
        while self.takes(*self.spelling.any_of):
            parts.append(self.conjunction())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else self.counted(tree.Logic("or", tuple(parts)))

    def conjunction(self) -> tree.Node:
        parts = [self.negation()]
        while self.takes(*self.spelling.all_of):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else self.counted(tree.Logic("and", tuple(parts)))

    def negation(self) -> tree.Node:
        turned = False
        while self.takes(*self.spelling.negations):
            turned = not turned
            self.counted(None)
        node = self.comparison()
        return tree.Negation(node) if turned else node

    def comparison(self) -> tree.Node:
        left = self.sum()
        tests: list[tree.Node] = []
        while (test := self.one_comparison(left)) is not None:
            tests.append(self.counted(test))
            left = test.right if isinstance(test, tree.Comparison) else test
        if not tests:
            return left
        return tests[0] if len(tests) == 1 else self.counted(tree.Logic("and", tuple(tests)))

    def one_comparison(self, left: tree.Node) -> tree.Node | None:
        word = self.word
        if word.kind in ("sign", "name") and (order := self.spelling.orders.get(word.text)) is not None:
            self.next()
            return tree.Comparison(order, left, self.sum())
        if self.takes("in"):
            return tree.Membership(left, self.sum())
        return None

    def sum(self) -> tree.Node:
        node = self.product()
        while (operation := self.operation(_SUMS)) is not None:
            node = self.counted(tree.Arithmetic(operation, node, self.product()))
        return node

    def product(self) -> tree.Node:
        node = self.signed()
        while (operation := self.operation(self.spelling.products)) is not None:
            node = self.counted(tree.Arithmetic(operation, node, self.signed()))
        if self.is_at("**"):
            self.wrong(Sentence("không dùng được lũy thừa"))
        return node

    def operation(self, table: Mapping[str, tree.Operation]) -> tree.Operation | None:
        word = self.word
        found = table.get(word.text) if word.kind in ("sign", "name") else None
        if found is not None:
            self.next()
        return found

    def signed(self) -> tree.Node:
        turned = False
        while self.is_at("-", "+"):
            turned ^= self.next().text == "-"
            self.counted(None)
        node = self.followed(self.primary())
        return tree.Minus(node) if turned else node

    def followed(self, node: tree.Node) -> tree.Node:
        """Keys and indexes behind a value."""
        while True:
            if self.takes("."):
                key = self.next()
                if key.kind != "name":
                    self.wrong(Sentence("sau dấu chấm phải là tên thông tin"), key)
                node = self.counted(tree.Field(node, key.text))
            elif self.takes("["):
                node = self.counted(tree.Item(node, self.choice(), self.spelling.first_item))
                self.must_take("]")
            elif self.is_at("("):
                self.wrong(Sentence("chỉ gọi được hàm bằng tên của hàm"))
            else:
                return node

    def primary(self) -> tree.Node:
        word = self.next()
        self.counted(None)
        match word.kind:
            case "number":
                return self.number(word)
            case "text":
                return tree.Literal(unquoted(self.source, word))
            case "name":
                return self.named(word)
            case "sign" if word.text == "(":
                return self.bracketed()
            case "sign" if word.text == "[":
                return tree.Listing(self.items("]"))
            case "end":
                return self.wrong(Sentence("biểu thức chưa hết"), word)
            case _:
                return self.wrong(Sentence("không hiểu “{text}” ở đây", text=word.text), word)

    def number(self, word: Token) -> tree.Node:
        if len(word.text) > 40:
            self.wrong(Sentence("số quá lớn"), word)
        value = int(word.text) if word.text.isdecimal() else float(word.text)
        if value > LARGEST:
            self.wrong(Sentence("số quá lớn"), word)
        return tree.Literal(value)

    def named(self, word: Token) -> tree.Node:
        if word.text in self.spelling.constants:
            return tree.Literal(self.spelling.constants[word.text])
        if word.text in self.spelling.reserved:
            self.wrong(Sentence("không dùng được “{text}” ở đây", text=word.text), word)
        if self.takes("("):
            return self.call(word)
        self.names.add(word.text)
        return tree.Name(word.text)

    def call(self, word: Token) -> tree.Node:
        """A function behind its opening bracket; how many values it takes is known beforehand."""
        self.functions.add(word.text)
        arguments = self.items(")")
        known = FUNCTIONS.get(word.text)
        if known is not None and known.refuses(len(arguments)):
            self.wrong(
                Sentence("hàm “{text}” không nhận {number} giá trị", text=word.text, number=len(arguments)), word
            )
        return tree.Call(word.text, arguments)

    def bracketed(self) -> tree.Node:
        node = self.choice()
        if self.takes(","):
            return tree.Listing((node, *self.items(")")))
        self.must_take(")")
        return node

    def items(self, closing: str) -> tuple[tree.Node, ...]:
        found: list[tree.Node] = []
        while not self.takes(closing):
            found.append(self.choice())
            if not self.is_at(closing):
                self.must_take(",")
        return tuple(found)
