"""Candidates as they are drawn: a few with what each holds, many as a list to search in; names are never markup."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tasks.candidates import Candidate, Circle

NAMES = ["Nguyễn Thị Phương Thảo", "**Lê** $x$", "Vũ Thu Phương", "Mai Ngọc Quỳnh", "Tạ Thị Hạnh", "Lý Văn Sơn", "Páo"]


def circle(number: int) -> Circle:
    away = date(2026, 3, 6)
    found = [Candidate(one + 1, name, "Chuyên viên", one, one // 2) for one, name in enumerate(NAMES[:number])]
    found[-1] = Candidate(number, found[-1].name, "Chuyên viên", 5, 0, away, "Trần Thị Mai")
    return Circle(found, found)


def _page(offered: object) -> None:
    import streamlit as st

    from ui.widgets import assigning

    st.write(assigning.main(offered, key="to", holder=2))  # pyright: ignore
    st.write(assigning.co_officers(offered, key="co", chosen=(1, 99)))  # pyright: ignore


def drawn(number: int) -> AppTest:
    page = AppTest.from_function(_page, args=(circle(number),), default_timeout=30).run()
    assert not page.exception
    return page


def test_a_few_are_drawn_with_what_they_hold() -> None:
    radio = drawn(4).radio[0]
    assert radio.value == 2  # who holds it now
    assert radio.options == [NAMES[0], r"\*\*Lê\*\* \$x\$", *NAMES[2:4]]
    captions = list(radio.proto.captions)
    assert captions[:3] == ["Chưa giữ việc nào", "Đang giữ 1 việc", "Đang giữ 2 việc, 1 quá hạn"]
    assert captions[3] == "Đang giữ 5 việc · vắng mặt đến hết 06/03/2026, Trần Thị Mai thay"


@pytest.mark.parametrize(("place", "told"), [(2, "2 việc, 1 quá hạn"), (6, "5 việc, vắng đến 06/03")])
def test_many_are_a_list_to_search_in(place: int, told: str) -> None:
    page = drawn(7)
    assert not page.radio
    assert page.selectbox[0].options[place] == f"{NAMES[place]} · {told}"
    assert page.multiselect[0].options[place] == f"{NAMES[place]} · Chuyên viên · {told}"
    assert page.multiselect[0].value == [1]
