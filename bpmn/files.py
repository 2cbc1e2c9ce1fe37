"""Files from outside, read only as far as they can do no harm."""

from __future__ import annotations

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

from bpmn.attributes import Node
from bpmn.refusals import Refusal
from bpmn.sentences import Sentence

MOST_BYTES = 5 * 1024 * 1024
MOST_ELEMENTS = 100_000
DEEPEST = 200


class NotReadable(Refusal):
    """The file is not what it should be; `reason` says why, `file` which one when there are several."""

    code = "file.not-readable"
    sentence = "Không đọc được {file}: {reason}."
    status = 422

    def __init__(self, reason: str, *, file: str = Sentence("tệp")) -> None:
        self.reason = reason
        super().__init__(file=file, reason=reason)


def parse(xml: bytes) -> Node:
    """The tree of an XML file, without comments, once nothing in it can do harm.

    Refuses: NotReadable (over 5 MB or 100,000 elements, nested deeper than 200, a document type or entities, broken
    XML).
    """
    if len(xml) > MOST_BYTES:
        raise NotReadable(Sentence("tệp lớn hơn 5 MB"))
    if not xml.strip():
        raise NotReadable(Sentence("tệp trống"))
    try:
        etree.fromstring(xml, _parser(_Guard()))
        return etree.fromstring(xml, _parser())
    except etree.XMLSyntaxError as error:
        line = error.position[0]
        raise NotReadable(
            Sentence("XML sai cú pháp ở dòng {line}", line=line) if line else Sentence("tệp không phải là XML")
        ) from error


def _parser(target: _Guard | None = None) -> object:
    return etree.XMLParser(
        target=target,
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


class _Guard:
    """Watches the file go by before any tree is built: how deep and how much it is, whether it declares a type."""

    def __init__(self) -> None:
        self.depth = 0
        self.elements = 0

    def start(self, tag: str, attributes: object) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotReadable(Sentence("các phần tử lồng nhau quá {most} cấp", most=DEEPEST))
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise NotReadable(Sentence("tệp có quá {most} phần tử", most=MOST_ELEMENTS))

    def end(self, tag: str) -> None:
        self.depth -= 1

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise NotReadable(Sentence("tệp khai báo DOCTYPE hoặc thực thể XML, không được phép"))

    def close(self) -> None:
        return None
