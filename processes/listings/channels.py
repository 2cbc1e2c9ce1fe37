"""The ways to hand in a listing's dossier: one row a channel and case, its cells told apart again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Channel = Literal["online", "post", "counter"]

_CHANNELS: dict[str, Channel] = {"Trực tuyến": "online", "Dịch vụ bưu chính": "post", "Trực tiếp": "counter"}
_HEADER = "Hình thức nộpThời gianPhí, lệ phíMô tả"

_AMOUNT = r"[0-9]+(?:[.,][0-9]+)?"
_UNITS = "Ngày làm việc|Giờ làm việc|Ngày|Giờ|Tháng|Tuần|Năm|Phút"
_NOTHING = "Không có thông tin|Không quy định|Không"
_MONEY = r"[0-9]{1,3}(?:,[0-9]{3})*(?:\.[0-9]+)?"
_CURRENCIES = "Việt Nam Đồng|VNĐ|VND|Đồng|USD|EUR|Euro|JPY|Yên|GBP|AUD|CNY|KRW|RUB|THB|LAK"

# a channel's name stands in prose too; only where a limit and a fee follow does it begin a row
_ROW = re.compile(
    rf"(?P<channel>{'|'.join(_CHANNELS)})\s*"
    rf"(?:(?P<amount>{_AMOUNT})\s+(?P<unit>{_UNITS})\s*|(?P<none>{_NOTHING})\s*|(?P<bare>[0-9]+?)\s*)"
    rf"(?P<fee>Miễn phí|{_NOTHING}|(?P<money>{_MONEY})\s+(?P<currency>{_CURRENCIES}))"
)
_NUMBERED = re.compile(r"\([0-9a-zivx]{1,3}\)")  # a list's own mark


@dataclass(frozen=True, slots=True)
class Row:
    """One row, word for word: `limit` and `fee` as their cells, `note` what stands in brackets behind the fee.

    `case` counts the rows of one channel from 1. `is_torn` where the cells ran together so that the limit's last
    digit and the fee's first could be told apart in more than one way.
    """

    channel: Channel
    case: int
    limit: str
    fee: str
    note: str
    description: str
    is_torn: bool


def rows(text: str) -> list[Row]:
    """The rows of a listing's channels, in its order; none where the text has another shape."""
    starts = list(_ROW.finditer(text.removeprefix(_HEADER)))
    text = text.removeprefix(_HEADER)
    bare = _usual_bare(starts)
    found: list[Row] = []
    for number, start in enumerate(starts):
        behind = text[start.end() : starts[number + 1].start() if number + 1 < len(starts) else None]
        note, description = _bracketed(behind)
        channel = _CHANNELS[start["channel"]]
        limit, fee, is_torn = _cells(start, bare)
        case = 1 + sum(row.channel == channel for row in found)
        found.append(Row(channel, case, limit, fee, note, description.strip(), is_torn))
    return found


def _cells(start: re.Match[str], usual: str) -> tuple[str, str, bool]:
    if start["unit"]:
        return f"{start['amount']} {start['unit']}", start["fee"], False
    if start["none"]:
        return start["none"], start["fee"], False
    if start["money"] is None:
        return start["bare"], start["fee"], False
    digits = start["bare"] + start["money"]
    is_torn = len(digits.partition(",")[0]) > 2
    if is_torn and usual and digits.startswith(usual) and re.fullmatch(_MONEY, digits.removeprefix(usual)):
        return usual, f"{digits.removeprefix(usual)} {start['currency']}", True
    return start["bare"], start["fee"], is_torn


def _usual_bare(starts: list[re.Match[str]]) -> str:
    """What the listing's other rows say where nothing ran together."""
    return next((start["bare"] for start in starts if start["bare"] and start["money"] is None), "")


def _bracketed(text: str) -> tuple[str, str]:
    """What stands in the brackets that the text opens with, and what follows; brackets that never close hold all."""
    if not text.startswith("(") or _NUMBERED.match(text):
        return "", text
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return text[1:place].strip(), text[place + 1 :]
    return text[1:].strip(), ""
