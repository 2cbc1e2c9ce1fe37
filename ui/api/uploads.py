"""Files on their way in: a multipart body read part by part as it comes, never held as a whole."""

from __future__ import annotations

import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from anyio import CapacityLimiter, fail_after, from_thread, to_thread
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from processes import documents
from processes.documents import Written
from processes.refusals import TooLarge
from processes.settings import settings
from ui.refusals import WrongRequest

FIELD = b"file"
MULTIPART = b"multipart/form-data"
MOST_FILES = 50
MOST_TEXT = 262_144  # bytes of a field that is no file
_BESIDE_THE_FILE = 65_536  # bytes: boundaries, headers and small fields
_SILENCE_SECONDS = 30
_AT_ONCE = 8
_receiving = CapacityLimiter(_AT_ONCE)  # a slow line holds a thread: it must not be one that pages need


@dataclass(frozen=True, slots=True)
class Part:
    """Where a part of a body begins: its field, and the name of its file; None where it is no file."""

    field: str
    name: str | None


class Body:
    """A multipart body, at most so many bytes; `next`, then `write` or `text` for what the part holds."""

    def __init__(self, request: Request, *, most_bytes: int) -> None:
        kind, options = parse_options_header(request.headers.get("content-type"))
        boundary = options.get(b"boundary")
        if kind != MULTIPART or not boundary:
            raise WrongRequest(what=MULTIPART.decode())
        self.name = ""
        self._most_bytes = most_bytes
        self._stream = aiter(request.stream())
        self._received = 0
        self._header: tuple[bytes, bytes] = b"", b""
        self._part = Part("", None)
        self._over = self._closed = False
        self._events: deque[Part | bytes] = deque()  # a part, its bytes, and b"" where it ends
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_end,
                "on_part_data": self._data,
                "on_part_end": self._part_end,
                "on_end": self._end,
            },
        )

    async def next(self) -> Part | None:
        """Passes over what is left of this part; None when there is no other. Refuses: WrongRequest, TooLarge."""
        while (event := await self._event()) is not None:
            if isinstance(event, Part):
                self.name = event.name or ""
                return event
        if not self._closed:
            raise WrongRequest(what="tệp chưa gửi hết")
        return None

    async def text(self) -> bytes:
        """What the part holds, when it is no file. Refuses: WrongRequest, TooLarge."""
        held = bytearray()
        while chunk := await self._chunk():
            held += chunk
            if len(held) > MOST_TEXT:
                raise WrongRequest(what="nội dung quá dài")
        return bytes(held)

    async def write(self) -> Written:
        """Stores the part's bytes on disk. Refuses: WrongRequest, TooLarge, ForbiddenType, EmptyFile."""
        write = partial(documents.write, self._chunks(), name=self.name)
        return await to_thread.run_sync(write, limiter=_receiving)

    def _chunks(self) -> Iterator[bytes]:
        while chunk := from_thread.run(self._chunk):
            yield chunk

    async def _chunk(self) -> bytes:
        event = await self._event()
        if not isinstance(event, bytes):
            raise WrongRequest(what="tệp chưa gửi hết")
        return event

    async def _event(self) -> Part | bytes | None:
        while not self._events and not self._over:
            await self._read()
        return self._events.popleft() if self._events else None

    async def _read(self) -> None:
        try:
            with fail_after(_SILENCE_SECONDS):
                chunk = await anext(self._stream, b"")
            self._over = not chunk
            self._received += len(chunk)
            if self._received > self._most_bytes:
                raise TooLarge(name=self.name, limit=settings().uploads.max_mb)
            self._parser.write(chunk)
        except (ClientDisconnect, TimeoutError):
            raise WrongRequest(what="tệp chưa gửi hết") from None
        except MultipartParseError as broken:
            raise WrongRequest(what=str(broken)) from None

    def _begin(self) -> None:
        self._part = Part("", None)

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header = self._header[0] + data[start:end], b""

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header = self._header[0], self._header[1] + data[start:end]

    def _header_end(self) -> None:
        name, value = self._header
        self._header = b"", b""
        if name.lower() == b"content-disposition":
            _, options = parse_options_header(value)
            file = options.get(b"filename")
            self._part = Part(_text(options.get(b"name", b"")), None if file is None else _text(file))

    def _headers_end(self) -> None:
        self._events.append(self._part)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if end > start:
            self._events.append(data[start:end])

    def _part_end(self) -> None:
        self._events.append(b"")

    def _end(self) -> None:
        self._closed = True


class Upload(Body):
    """The file in the field `file` of a request; what else the body holds is passed over."""

    def __init__(self, request: Request) -> None:
        super().__init__(request, most_bytes=most_bytes())
        self._announced = request.headers.get("content-length", "")

    async def begin(self) -> None:
        """Reads as far as the file's name. Refuses: WrongRequest, TooLarge when the browser says so beforehand."""
        while (part := await self.next()) is None or part.name is None or part.field != FIELD.decode():
            if part is None:
                raise WrongRequest(what=FIELD.decode())
        if self._announced.isdecimal() and int(self._announced) > most_bytes():
            raise TooLarge(name=self.name, limit=settings().uploads.max_mb)


def most_bytes() -> int:
    """How long a body may be that brings one file."""
    return settings().uploads.max_mb * 1024 * 1024 + _BESIDE_THE_FILE


def _text(given: bytes) -> str:
    # a file from a Mac has its diacritics apart from the letters
    return unicodedata.normalize("NFC", given.decode("utf-8", "replace"))
