"""A person's fields at the counter, and what is not right in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict

import streamlit as st

from processes.people import Person
from ui.locale import t
from ui.widgets.form import label, say_below
from ui.widgets.wording import people_fields

_CITIZEN = re.compile(r"\d{12}")
_PASSPORT = re.compile(r"[A-Z]{1,2}\d{6,8}")
_PHONE = re.compile(r"0\d{9,10}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_BETWEEN_DIGITS = re.compile(r"[\s.\-]")


def draw(key: str, *, wrong: Mapping[str, str], required: bool = True) -> Person:
    """Draws the fields of one person and returns what is filled in, tidied."""
    said = people_fields()
    with st.container(key=f"person_{key}"):
        name, identity, phone = st.columns([5, 3, 3])
        with name:
            given = {"name": _one(key, "name", said["name"], wrong, required=required)}
        with identity:
            given["identity"] = _one(key, "identity", said["identity"], wrong, asks_again=True)
        with phone:
            given["phone"] = _one(key, "phone", said["phone"], wrong)
        address, email = st.columns([8, 3])
        with address:
            given["address"] = _one(key, "address", said["address"], wrong)
        with email:
            given["email"] = _one(key, "email", said["email"], wrong)
    return tidied(Person(**given))


def _one(
    key: str, name: str, said: str, wrong: Mapping[str, str], *, required: bool = False, asks_again: bool = False
) -> str:
    found = wrong.get(name, "")
    with st.container(key=f"{'wrong' if found else 'field'}_{key}_{name}", gap=None):
        text = st.text_input(
            label(said, required),
            key=f"{key}_{name}",
            max_chars=300 if name == "address" else 150,
            on_change="rerun" if asks_again else "ignore",
            persist_state="session",
            autocomplete="off",
        )
        say_below(found)
    return text or ""


def tidied(person: Person) -> Person:
    """Spaces and dots that people put between digits are left out; names keep single spaces."""
    phone = _BETWEEN_DIGITS.sub("", person.phone)
    return Person(
        name=" ".join(person.name.split()),
        identity=_BETWEEN_DIGITS.sub("", person.identity).upper(),
        phone=re.sub(r"^(\+?84)(?=\d{9})", "0", phone),
        email=person.email.strip(),
        address=" ".join(person.address.split()),
    )


def check(person: Person) -> dict[str, str]:
    """A sentence for each field that is not right; numbers may be missing, but not be wrong."""
    found: dict[str, str] = {}
    if not person.name:
        found["name"] = t("Hãy ghi họ và tên.")
    if person.identity and not is_identity(person.identity):
        found["identity"] = t("Số căn cước có 12 chữ số; hộ chiếu có 1–2 chữ cái và 6–8 chữ số.")
    if person.phone and not _PHONE.fullmatch(person.phone):
        found["phone"] = t("Số điện thoại bắt đầu bằng 0 và có 10 chữ số.")
    if person.email and not _EMAIL.fullmatch(person.email):
        found["email"] = t("Địa chỉ thư điện tử chưa đúng.")
    return found


def is_identity(number: str) -> bool:
    """Whether it can be the number of an identity card or a passport."""
    return bool(_CITIZEN.fullmatch(number) or _PASSPORT.fullmatch(number))


def fill(key: str, person: Person | None) -> None:
    """Puts a person into the fields; they are drawn afterwards."""
    for name, value in asdict(person or Person("")).items():
        st.session_state[f"{key}_{name}"] = value


def from_number(number: str) -> Person | None:
    """Somebody of whom only a number is known; None when it is neither an identity nor a phone number."""
    if is_identity(number):
        return Person("", identity=number)
    return Person("", phone=number) if _PHONE.fullmatch(number) else None
