"""Files broken as bytes: by disks, by mail, by editors, by hand."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Break = Callable[[bytes, bytes, Random], bytes]
_JUNK = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"<", b"&", b"&x;", b"]]>", b"<![CDATA[", b"<!--", b"<?xml?>", b"PK\x03\x04",
    b"\xc3\x28", b"&#0;", b"&#x10FFFF;", b"&#xD800;", b'"', b"'", b"{", b"[", b"\\u0000", b"1e999", b"\r\r\n", b"\x1b",
    b'<!DOCTYPE definitions [<!ENTITY x "y">]>', b"%s%n", "́".encode() * 50, b"</definitions>",
)  # fmt: skip


def _place(content: bytes, chance: Random) -> int:
    return chance.randrange(len(content) + 1)


def _flip(content: bytes, _: bytes, chance: Random) -> bytes:
    broken = bytearray(content)
    for _n in range(chance.choice((1, 3, 20))):
        if broken:
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def _cut(content: bytes, _: bytes, chance: Random) -> bytes:
    first, last = sorted((_place(content, chance), _place(content, chance)))
    return chance.choice((content[:first], content[last:], content[:first] + content[last:]))


def _double(content: bytes, _: bytes, chance: Random) -> bytes:
    first, last = sorted((_place(content, chance), _place(content, chance)))
    times = chance.choice((2, 2, 3, 20))
    return content[:first] + content[first:last] * times + content[last:]


def _splice(content: bytes, other: bytes, chance: Random) -> bytes:
    return content[: _place(content, chance)] + other[_place(other, chance) :]


def _junk(content: bytes, _: bytes, chance: Random) -> bytes:
    for _n in range(chance.choice((1, 1, 4))):
        place = _place(content, chance)
        content = content[:place] + chance.choice(_JUNK) * chance.choice((1, 1, 40)) + content[place:]
    return content


def _noise(content: bytes, _: bytes, chance: Random) -> bytes:
    place = _place(content, chance)
    return content[:place] + chance.randbytes(chance.choice((1, 16, 500))) + content[place:]


def _encode(content: bytes, _: bytes, chance: Random) -> bytes:
    text = content.decode("utf-8", "replace")
    encoding = chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "utf-8-sig", "utf-7", "cp1258"))
    told = chance.choice(("UTF-8", "UTF-16", "ISO-8859-1", "US-ASCII", "UTF-7", "EBCDIC-US", "windows-1258", "không"))
    if chance.random() < 0.7:
        _, found, rest = text.partition("?>")
        text = f'<?xml version="1.0" encoding="{told}"?>' + (rest if found else text)
    return text.encode(encoding, "replace")


def _space(content: bytes, _: bytes, chance: Random) -> bytes:
    """Other names for the namespaces: a version that does not exist, one for another, none at all."""
    spaces = (
        b"http://www.omg.org/spec/BPMN/20100524/MODEL", b"http://camunda.org/schema/1.0/bpmn",
        b"http://www.omg.org/spec/BPMN/20100524/DI", b"https://www.omg.org/spec/DMN/20191111/MODEL/",
        b"http://www.w3.org/2001/XMLSchema-instance",
    )  # fmt: skip
    found = [space for space in spaces if space in content]
    if not found:
        return content.replace(b"xmlns", b"xmlms")
    space = chance.choice(found)
    return content.replace(space, chance.choice((*spaces, b"", space + b"2", b"urn:x", b"\xff")))


BREAKS: tuple[Break, ...] = (_flip, _cut, _double, _splice, _junk, _noise, _encode, _space)


def broken(content: bytes, other: bytes, chance: Random) -> bytes:
    """The file with one to three things wrong with it."""
    for _n in range(chance.choice((1, 1, 1, 2, 3))):
        content = chance.choice(BREAKS)(content, other, chance)
    return content
