"""An expression's text cut into words, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal as OneOf

from bpmn.expressions.refusals import WrongExpression
from bpmn.sentences import Sentence

Kind = OneOf["number", "text", "name", "sign", "end"]

_WORD = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\w))
  | (?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<name>[^\W\d]\w*)
  | (?P<sign>==|!=|<=|>=|&&|\|\||\.\.|//|\*\*|[-+*/%<>=!?:()\[\],.@])
  | (?P<end>$)
    )""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_ESCAPED = {"n": "\n", "t": "\t", '"': '"', "'": "'", "\\": "\\", "/": "/"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word: what it is, what it says, and where it stands (from 0)."""

    kind: Kind
    text: str
    at: int


def cut(source: str, start: int, end: int) -> list[Token]:
    """The words of `source[start:end]`, with an end mark last. Refuses: WrongExpression."""
    words: list[Token] = []
    at = start
    while True:
        found = _WORD.match(source, at, end)
        if found is None:
            place = at + len(source[at:end]) - len(source[at:end].lstrip())
            raise WrongExpression(source, place + 1, Sentence("không hiểu “{sign}”", sign=source[place]))
        for kind in ("number", "text", "name", "sign"):
            if found[kind] is not None:
                words.append(Token(kind, found[kind], found.start(kind)))
                break
        else:
            words.append(Token("end", "", end))
            return words
        at = found.end()


def unquoted(source: str, token: Token) -> str:
    """The text between the quotes, its escapes resolved. Refuses: WrongExpression."""

    def resolve(found: re.Match[str]) -> str:
        if found[1] is not None:
            return chr(int(found[1], 16))
        if found[2] not in _ESCAPED:
            raise WrongExpression(
                source, token.at + 1, Sentence("ký hiệu “\\{sign}” không dùng được trong chuỗi", sign=found[2])
            )
        return _ESCAPED[found[2]]

    text = _ESCAPE.sub(resolve, token.text[1:-1])
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise WrongExpression(source, token.at + 1, Sentence("chuỗi có ký tự không hợp lệ"))
    return text
