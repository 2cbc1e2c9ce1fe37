"""How the texts of a decision file are written: in which language, as a name, as a list of values."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.attributes import Node


def language_of(said: str, text: str) -> str | None:
    """Which spelling a text is written in, None for one we do not read. A JUEL text is known by its braces."""
    named = said.strip().lower()
    if text.strip().startswith(("${", "#{")) and (not named or "juel" in named or "feel" in named):
        return "juel"
    if not named or "feel" in named:
        return "feel"
    if "juel" in named or "python" in named:
        return named
    return None


def is_name(text: str) -> bool:
    """Whether a column asks for a fact by a name of several words, rather than working something out."""
    words = text.split()
    reserved = {"and", "or", "in", "if", "then", "else", "not", "for", "some", "every", "between", "return"}
    return len(words) > 1 and not reserved & set(words) and all(word.replace("-", "").isalnum() for word in words)


def content(node: Node) -> str:
    """All text in an element."""
    return "".join(str(part) for part in node.itertext()).strip()


def parts(text: str) -> Iterator[str]:
    """A list of values at its commas, those in quotation marks left out of account."""
    part, is_quoted, depth = "", False, 0
    for place, letter in enumerate(text):
        if letter == '"' and text[max(place - 1, 0)] != "\\":
            is_quoted = not is_quoted
        depth += 0 if is_quoted else (letter in "([") - (letter in ")]")
        if letter == "," and not is_quoted and not depth:
            yield part.strip()
            part = ""
        else:
            part += letter
    if part.strip():
        yield part.strip()
