"""An agency's staff comes from a file: all of it or nothing, and the same file twice changes nothing."""

from __future__ import annotations

import pytest

from processes import accounts, staff
from processes.refusals import Missing, NotAllowed
from tasks import roster
from tasks.roster import Plan, WrongRoster
from tests.town import Town

HEADING = "Mã đơn vị,Đơn vị,Mã vai trò,Vị trí,Họ tên,Thư điện tử,Số điện thoại,Tên đăng nhập,Từ ngày"
LINES = (
    "land_division,Phòng Địa chính,case_officer,Chuyên viên,Nguyễn Thị Phương Thảo,,0912345678,thao,02/03/2026",
    "land_division,Phòng Địa chính,division_head,Trưởng phòng,Vừ A Páo,,,pao.vu,2026-03-02",
    "office,Văn phòng HĐND và UBND phường,records_clerk,Văn thư,Nguyễn Thị Phương Thảo,,,thao,02/03/2026",
    "office,Văn phòng HĐND và UBND phường,case_officer,Công chức,Nguyễn Văn Bình,,,binh,02/03/2026",
)
FILE = "\r\n".join((HEADING, *LINES)).encode()


def take(town: Town, content: bytes, *, by: str = "khoa", basis: str = "16/QĐ-UBND") -> Plan:
    agency_id = town.unit("H99.30", "office").agency_id
    lines = roster.read(content)
    stored = accounts.hashed("bong-mai-xuan")
    with town.database.transaction() as transaction:
        return roster.take(
            transaction,
            agency_id,
            lines,
            passwords={line.username: stored for line in lines},
            basis=basis,
            officer=town.officer(by),
            moment=town.moment,
            key=town.key(),
        )


def test_what_is_missing_is_added_and_twice_changes_nothing(town: Town) -> None:
    added = take(town, FILE)
    assert added == Plan(
        ["land_division"],
        [("land_division", "case_officer"), ("land_division", "division_head")],
        ["thao", "pao.vu"],
        3,
    )
    assert sorted(post.path for post in town.officer("thao").posts) == [
        "land_division/case_officer",
        "office/records_clerk",
    ]
    before = town.directory
    again = take(town, b"\xef\xbb\xbf" + FILE.replace(b",", b";"))
    assert not again.changes_something
    assert town.directory is before
    with town.database.snapshot() as snapshot:
        agency_id = town.unit("H99.30", "office").agency_id
        assert len(staff.holds(snapshot, agency_id, today=town.moment.date(), moment=town.moment)) > 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            (LINES[0].replace("thao", "Thảo"), LINES[1].replace("2026-03-02", "31/02/2026")),
            "dòng 2: tên đăng nhập không hợp lệ; dòng 3: từ ngày không hợp lệ",
        ),
        (
            (LINES[0], LINES[3].replace("Nguyễn Văn Bình", "Người Khác")),
            "dòng 3: tên đăng nhập binh thuộc về Nguyễn Văn Bình",
        ),
        ((LINES[0].replace("case_officer", "cán bộ"),), "dòng 2: mã vai trò không hợp lệ"),
        ((), "tệp không có dòng nào"),
    ],
)
def test_wrong_lines_are_named_and_nothing_is_stored(town: Town, wrong: tuple[str, ...], said: str) -> None:
    before = town.directory
    with pytest.raises(WrongRoster) as refused:
        take(town, "\n".join((HEADING, *wrong)).encode())
    assert str(refused.value).endswith(said)
    assert town.directory is before


def test_files_that_cannot_be_read_are_refused() -> None:
    for content, said in (
        ("Họ tên\nThảo".encode("utf-16"), "UTF-8"),
        ("Họ tên,Vị trí\n".encode(), "thiếu cột mã đơn vị"),
        (b"x" * 1_000_001, "1 MB"),
    ):
        with pytest.raises(WrongRoster, match=said):
            roster.read(content)


def test_only_who_administers_takes_one_by_a_document(town: Town) -> None:
    with pytest.raises(NotAllowed):
        take(town, FILE, by="viet")
    with pytest.raises(Missing):
        take(town, FILE, basis=" ")


def test_a_quote_that_is_never_closed_is_told_with_its_line() -> None:
    with pytest.raises(WrongRoster, match="dòng 2: không đọc được"):
        roster.read(f'{HEADING}\n"{"x" * 200_000}'.encode())
