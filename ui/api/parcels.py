"""Parcels: a request of another system together with the files of its papers, streamed to disk as they come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect, Request

from bpmn.refusals import Refusal
from processes.documents import Written
from processes.refusals import EmptyFile, ForbiddenType, TooLarge
from ui.api import uploads
from ui.api.uploads import Body
from ui.refusals import FilesRefused, WrongRequest

MULTIPART = uploads.MULTIPART.decode()
REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Parcel:
    """The request as it was written, and the files that came along by the codes of their papers."""

    request: bytes
    files: Mapping[str, tuple[Written, ...]]

    @classmethod
    async def of_text(cls, request: Request) -> Parcel:
        """A request without files. Refuses: WrongRequest."""
        held = bytearray()
        try:
            async for chunk in request.stream():
                held += chunk
                if len(held) > uploads.MOST_TEXT:
                    raise WrongRequest(what="nội dung quá dài")
        except ClientDisconnect:
            raise WrongRequest(what="nội dung chưa gửi hết") from None
        return cls(bytes(held), {})

    @classmethod
    async def read(cls, request: Request) -> Parcel:
        """A request with its files; every part is read, so that all that is refused is named at once.

        What was already written belongs to nobody and is swept away. Refuses: FilesRefused, WrongRequest, TooLarge.
        """
        body = Body(request, most_bytes=uploads.MOST_FILES * uploads.most_bytes())
        written: dict[str, tuple[Written, ...]] = {}
        refused: list[tuple[str, Refusal]] = []
        text = b""
        count = 0
        while (part := await body.next()) is not None:
            if part.name is None:
                text = await body.text() if part.field == REQUEST else text
                continue
            count += 1
            if count > uploads.MOST_FILES:
                raise WrongRequest(what=f"nhiều hơn {uploads.MOST_FILES} tệp")
            try:
                written[part.field] = (*written.get(part.field, ()), await body.write())
            except (TooLarge, ForbiddenType, EmptyFile) as wrong:
                refused.append((part.name, wrong))
        if refused:
            raise FilesRefused.of(refused)
        return cls(text, written)


def brings_files(request: Request) -> bool:
    """Whether the request is sent in parts."""
    return parse_options_header(request.headers.get("content-type"))[0] == uploads.MULTIPART
