"""The roster: an agency's staff from a CSV file, all of it or nothing.

A line is an officer's hold on a post. Units, posts, officers and holds that are missing are added; what is there stays
as it is, so that the same file twice changes nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from bpmn.refusals import Refusal
from processes import changes, organisation, permissions, staff
from processes.database import Snapshot, Transaction
from processes.organisation import Directory, Officer
from processes.refusals import Missing

_HEADINGS = {
    "mã đơn vị": "unit_code",
    "đơn vị": "unit",
    "mã vai trò": "role",
    "vị trí": "title",
    "họ tên": "name",
    "thư điện tử": "email",
    "số điện thoại": "phone",
    "tên đăng nhập": "username",
    "từ ngày": "begins",
}
_VIETNAMESE_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_LARGEST = 1_000_000


class WrongRoster(Refusal):
    """Lines of the file cannot be taken; nothing of it was stored."""

    code = "organisation.wrong-file"
    sentence = "Tệp danh sách cán bộ chưa đúng, chưa ghi gì: {lines}"
    status = 422


def _day(value: object) -> object:
    found = _VIETNAMESE_DAY.fullmatch(str(value).strip())
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else value


_Code = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z][a-z0-9_]{1,39}$")]
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Line(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    unit_code: _Code
    unit: _Name
    role: _Code
    title: _Name
    name: _Name
    email: str = ""
    phone: str = ""
    username: Annotated[
        str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[a-z][a-z0-9._-]{1,39}$")
    ]
    begins: Annotated[date, BeforeValidator(_day)]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the file adds: codes of units, unit and role of posts, names to sign in with, and how many holds."""

    units: list[str]
    posts: list[tuple[str, str]]
    officers: list[str]
    holds: int

    @property
    def changes_something(self) -> bool:
        """Whether anything would be added."""
        return bool(self.units or self.posts or self.officers or self.holds)


def read(content: bytes) -> list[Line]:
    """The lines of a file in UTF-8, with `;` or `,` between columns. Refuses: WrongRoster, naming each line."""
    if len(content) > _LARGEST:
        raise WrongRoster(lines="tệp lớn hơn 1 MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongRoster(lines="tệp không dùng bảng mã UTF-8") from None
    heading = text.partition("\n")[0]
    rows = csv.reader(StringIO(text, newline=""), delimiter=";" if heading.count(";") > heading.count(",") else ",")
    columns = [_HEADINGS.get(one.strip().lower(), one.strip().lower()) for one in next(rows, [])]
    missing = [said for said, column in _HEADINGS.items() if column not in columns]
    if missing:
        raise WrongRoster(lines=f"dòng 1: thiếu cột {', '.join(missing)}")
    lines, wrong = list[Line](), list[str]()
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            try:
                lines.append(Line.model_validate(dict(zip(columns, row, strict=False))))
            except ValidationError as error:
                wrong.append(f"dòng {rows.line_num}: {_columns(error)} không hợp lệ")
    except csv.Error:  # a quote that is never closed swallows the rest
        wrong.append(f"dòng {rows.line_num}: không đọc được")
    if wrong or not lines:
        raise WrongRoster(lines="; ".join(wrong) or "tệp không có dòng nào")
    return lines


def _columns(error: ValidationError) -> str:
    names = {column: said for said, column in _HEADINGS.items()}
    return ", ".join(names[str(one["loc"][0])] for one in error.errors())


def plan(snapshot: Snapshot, agency_id: int, lines: Collection[Line], *, officer: Officer) -> Plan:
    """What the file would add to the agency.

    Refuses: NotAllowed, NotFound, WrongRoster (a name to sign in with is another's).
    """
    permissions.require(permissions.may_administer(officer, agency_id))
    known = organisation.directory(snapshot, organisation.revision(snapshot), officer.on)
    known.require_agency(agency_id)
    units = {unit.code for unit in known.units.values() if unit.agency_id == agency_id and unit.valid_to is None}
    posts = _posts(known, agency_id)
    names, wrong, new = dict[str, str](), list[str](), list[tuple[str, str, str]]()
    for number, line in enumerate(lines, 2):
        there = staff.by_username(snapshot, line.username)
        name = names.setdefault(line.username, line.name if there is None else known.name(there))
        if name != line.name:
            wrong.append(f"dòng {number}: tên đăng nhập {line.username} thuộc về {name}")
        if line.role == permissions.ADMINISTRATOR and not permissions.is_administrator(officer):
            wrong.append(f"dòng {number}: chỉ người quản trị được giao vị trí quản trị")
        post_id = posts.get((line.unit_code, line.role))
        if there is None or post_id is None or not staff.holds_post(snapshot, there, post_id, line.begins):
            new.append((line.username, line.unit_code, line.role))
    if wrong:
        raise WrongRoster(lines="; ".join(wrong))
    return Plan(
        list(dict.fromkeys(line.unit_code for line in lines if line.unit_code not in units)),
        list(dict.fromkeys(key for line in lines if (key := (line.unit_code, line.role)) not in posts)),
        [username for username in names if staff.by_username(snapshot, username) is None],
        len(set(new)),
    )


def _posts(known: Directory, agency_id: int) -> dict[tuple[str, str], int]:
    """The agency's posts that have no end, by unit and role."""
    going_on = (post for post in known.every_post() if post.agency_id == agency_id and post.valid_to is None)
    return {(post.unit_code, post.role): post.id for post in going_on}


def take(
    transaction: Transaction,
    agency_id: int,
    lines: Collection[Line],
    *,
    passwords: Mapping[str, str],
    basis: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> Plan:
    """Adds what the file names, all of it or nothing; `passwords` as stored, for each new name to sign in with.

    Refuses: AlreadyDone, NotAllowed, Missing (no document, a password), WrongRoster, NameTaken.
    """
    changes.refuse_repeated(transaction, key)
    planned = plan(transaction, agency_id, lines, officer=officer)
    if not planned.changes_something:
        return planned
    if not basis.strip():
        raise Missing(what="số văn bản làm căn cứ")
    if not set(planned.officers) <= set(passwords):
        raise Missing(what="mật khẩu ban đầu của cán bộ mới")
    known = organisation.directory(transaction, organisation.revision(transaction), officer.on)
    units = {one.code: one.id for one in known.units.values() if one.agency_id == agency_id and one.valid_to is None}
    posts = _posts(known, agency_id)
    for line in lines:
        if line.unit_code not in units:
            units[line.unit_code] = staff.add_unit(transaction, agency_id, line.unit_code, line.unit, line.begins)
        place = line.unit_code, line.role
        if place not in posts:
            posts[place] = staff.add_post(transaction, units[line.unit_code], line.role, line.title, line.begins)
        officer_id = staff.by_username(transaction, line.username)
        if officer_id is None:
            officer_id = staff.add_officer(
                transaction,
                name=line.name,
                email=line.email.strip(),
                phone=line.phone.strip(),
                username=line.username,
                password=passwords[line.username],
            )
        if not staff.holds_post(transaction, officer_id, posts[place], line.begins):
            staff.give(transaction, officer_id, posts[place], line.begins, None)
    told = {"officers": len(planned.officers), "posts": planned.holds}
    changes.put(transaction, "staff.imported", agency_id, basis, told, officer, moment, key)
    return planned
