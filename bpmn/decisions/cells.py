"""The texts of a decision table: FEEL with names of several words, and the short tests its cells are written in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast

from bpmn import expressions
from bpmn.expressions import WrongExpression, WrongValue, tree, values
from bpmn.expressions.evaluator import Answer, closure
from bpmn.expressions.feel import Feel
from bpmn.expressions.grammar import LONGEST
from bpmn.expressions.tokens import Token, cut, unquoted
from bpmn.sentences import Sentence

Names = Mapping[str, object]
Functions = Mapping[str, Callable[..., object]]
Test = Callable[[object, Names, Functions], bool]

VALUE = "?"  # what the column holds, inside a cell (DMN 1.3 §7.3.3)
_ASKED = tree.Name(VALUE)
_STRING = r'"(?:[^"\\\n]|\\.)*"'
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_ENDS = {"", ",", ")", "and", "or", "then", "else"}
_OPENS = {"", ",", "(", "in", "and", "or", "not"}


def spelled(name: str) -> str:
    """A name as it is compared: composed, and with single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


class Vocabulary:
    """The names a file declares; those of several words are read as one, the longest first (DMN 1.3 §10.3.1.4)."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(filter(None, map(spelled, names)))
        special = {name for name in self.names if not _IDENTIFIER.fullmatch(name)}
        longest = sorted(special, key=len, reverse=True)
        each = (r"\s+".join(re.escape(part) for part in name.split()) for name in longest)
        self._cut = re.compile(rf"{_STRING}|(?P<known>(?<!\w)(?:{'|'.join(each) or '(?!)'})(?!\w))")

    def words(self, text: str) -> list[Token]:
        """The words of a text, its end mark last. Refuses: WrongExpression."""
        found: list[Token] = []
        done = 0
        for match in self._cut.finditer(text):
            if match["known"] is None:
                continue
            found += cut(text, done, match.start())[:-1]
            found.append(Token("name", spelled(match["known"]), match.start()))
            done = match.end()
        return [*found, *cut(text, done, len(text))]


class _Cell(Feel):
    """FEEL as it stands in a decision table."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        super().__init__("", 0, 0)
        self.source = text
        if len(text) > LONGEST:
            raise WrongExpression(text, LONGEST, Sentence("dài quá {most} ký tự", most=LONGEST))
        self.words = _turned(vocabulary.words(text))

    def primary(self) -> tree.Node:
        if self.takes(VALUE):
            self.counted(None)
            self.names.add(VALUE)
            return _ASKED
        return super().primary()

    def literals(self) -> Iterator[str | int | float]:
        """The texts and numbers written in it."""
        for word in self.words:
            if word.kind == "text":
                yield unquoted(self.source, word)
            elif word.kind == "number":
                yield int(word.text) if word.text.isdecimal() else float(word.text)

    def tests(self) -> Test:
        """The whole text as unary tests (DMN 1.3 §10.3.1.2, grammar rule 17)."""
        if self.takes("-"):
            if self.word.kind == "end":
                return _anything
            self.place -= 1
        if self.is_at("not") and self.words[self.place + 1].text == "(":
            self.place += 2
            inner = self._several(")")
            self.must_take(")")
            test: Test = lambda value, names, functions: not inner(value, names, functions)  # noqa: E731
        else:
            test = self._several("")
        if self.word.kind != "end":
            self.wrong(Sentence("không hiểu “{text}” ở đây", text=self.word.text))
        return test

    def _several(self, closing: str) -> Test:
        each = [self._one()]
        while self.takes(","):
            each.append(self._one())
        if closing and not self.is_at(closing):
            self.wrong(Sentence("thiếu “{closing}”", closing=closing))
        if len(each) == 1:
            return each[0]
        return lambda value, names, functions: any(test(value, names, functions) for test in each)

    def _one(self) -> Test:
        order = self.spelling.orders.get(self.word.text) if self.word.kind == "sign" else None
        if order is not None:
            self.next()
            return _true(closure(tree.Comparison(order, _ASKED, self.sum())))
        before = VALUE in self.names
        self.names.discard(VALUE)
        node = self.choice()
        asks = VALUE in self.names
        if before:
            self.names.add(VALUE)
        if isinstance(node, tree.Range):
            return _true(closure(tree.Membership(_ASKED, node)))
        return _true(closure(node)) if asks else _same(node)


def _turned(words: list[Token]) -> list[Token]:
    """`]1..5[` is another way to write `(1..5)`."""
    turned: list[Token] = []
    for number, word in enumerate(words):
        before = words[number - 1].text if number else ""
        after = words[number + 1].text if number + 1 < len(words) else ""
        if word.kind == "sign" and word.text == "]" and before in _OPENS:
            turned.append(Token("sign", "(", word.at))
        elif word.kind == "sign" and word.text == "[" and number and after in _ENDS:
            turned.append(Token("sign", ")", word.at))
        else:
            turned.append(word)
    return turned


def _anything(_value: object, _names: Names, _functions: Functions) -> bool:
    return True


def _true(answer: Answer) -> Test:
    """A test on the value; what cannot be compared is not so, as null is not (DMN 1.3 §10.3.2.15)."""

    def test(value: object, names: Names, functions: Functions) -> bool:
        try:
            return answer({**names, VALUE: value}, functions) is True
        except WrongValue:
            return False

    return test


def _same(node: tree.Node) -> Test:
    answer = closure(node)

    def test(value: object, names: Names, functions: Functions) -> bool:
        found = answer(names, functions)
        if isinstance(found, list) and not isinstance(value, list):
            return any(values.equal(value, one) for one in cast("list[object]", found))
        return values.equal(value, found) or (found is True and not isinstance(value, bool))

    return test


class Text:
    """A FEEL, JUEL or Python text that gives a value. `names` are the facts it asks for."""

    __slots__ = ("_answer", "names")

    def __init__(self, text: str, language: str, vocabulary: Vocabulary) -> None:
        text = unicodedata.normalize("NFC", text)
        if language == "feel":
            grammar = _Cell(text, vocabulary)
            node = grammar.read()
            self.names = frozenset(grammar.names)
            self._answer: Answer = closure(node)
        else:
            read = expressions.compile(text)
            self.names = read.names
            self._answer = read.evaluate

    def evaluate(self, names: Names, functions: Functions) -> object:
        """The value. Refuses: UnknownName, UnknownFunction, WrongValue."""
        return self._answer(names, functions)


class Cell:
    """What a rule asks of one input. `literals` are the texts and numbers written in it."""

    __slots__ = ("_test", "literals")

    def __init__(self, text: str, language: str, vocabulary: Vocabulary) -> None:
        text = unicodedata.normalize("NFC", text).strip()
        self.literals: tuple[str | int | float, ...] = ()
        if text in ("", "-"):
            self._test: Test = _anything
        elif language == "feel":
            cell = _Cell(text, vocabulary)
            self._test = cell.tests()
            self.literals = tuple(cell.literals())
        else:
            self._test = _true(expressions.compile(text).evaluate)

    def holds(self, value: object, names: Names, functions: Functions) -> bool:
        """Whether the value is as the rule asks. Refuses: UnknownName, UnknownFunction, WrongValue."""
        return self._test(value, names, functions)
