"""One file on its way in: a multipart body read as it comes, never held as a whole."""

from __future__ import annotations

import unicodedata
from collections import deque
from collections.abc import Iterator

from anyio import fail_after, from_thread
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from processes.refusals import TooLarge
from processes.settings import settings
from ui.refusals import WrongRequest

FIELD = b"file"
_BESIDE_THE_FILE = 65_536  # bytes: boundaries, headers and small fields
_SILENCE_SECONDS = 30


class Upload:
    """The file in the field `file` of a request; what else the body holds is passed over."""

    def __init__(self, request: Request) -> None:
        kind, options = parse_options_header(request.headers.get("content-type"))
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise WrongRequest(what="multipart/form-data")
        self.name = ""
        self._request = request
        self._stream = aiter(request.stream())
        self._received = 0
        self._header: tuple[bytes, bytes] = b"", b""
        self._found = self._inside = self._whole = self._over = False
        self._ready: deque[bytes] = deque()
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_part_data": self._data,
                "on_part_end": self._end,
            },
        )

    async def begin(self) -> None:
        """Reads as far as the file's name. Refuses: WrongRequest, TooLarge when the browser says so beforehand."""
        while not self._found:
            if self._over:
                raise WrongRequest(what="file")
            await self._read()
        announced = self._request.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > _most_bytes():
            raise TooLarge(name=self.name, limit=settings().uploads.max_mb)

    def chunks(self) -> Iterator[bytes]:
        """The file's bytes, for a worker thread. Refuses: WrongRequest when the file does not come whole."""
        while chunk := from_thread.run(self._next):
            yield chunk

    async def _next(self) -> bytes:
        while not self._ready and not self._over:
            await self._read()
        if self._ready:
            return self._ready.popleft()
        if not self._whole:
            raise WrongRequest(what="tệp chưa gửi hết")
        return b""

    async def _read(self) -> None:
        try:
            with fail_after(_SILENCE_SECONDS):
                chunk = await anext(self._stream, b"")
            self._over = not chunk
            self._received += len(chunk)
            if self._received > _most_bytes():
                raise TooLarge(name=self.name, limit=settings().uploads.max_mb)
            self._parser.write(chunk)
        except (ClientDisconnect, TimeoutError):
            raise WrongRequest(what="tệp chưa gửi hết") from None
        except MultipartParseError as broken:
            raise WrongRequest(what=str(broken)) from None

    def _begin(self) -> None:
        self._inside = False

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header = self._header[0] + data[start:end], b""

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header = self._header[0], self._header[1] + data[start:end]

    def _header_end(self) -> None:
        name, value = self._header
        self._header = b"", b""
        if name.lower() != b"content-disposition" or self._found:
            return
        _, options = parse_options_header(value)
        if options.get(b"name") == FIELD and b"filename" in options:
            self._found = self._inside = True
            # a file from a Mac has its diacritics apart from the letters
            self.name = unicodedata.normalize("NFC", options[b"filename"].decode("utf-8", "replace"))

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._inside:
            self._ready.append(data[start:end])

    def _end(self) -> None:
        self._whole = self._whole or self._inside
        self._inside = False


def _most_bytes() -> int:
    return settings().uploads.max_mb * 1024 * 1024 + _BESIDE_THE_FILE
