"""The papers of a dossier with their files, and the files that its steps have brought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

import streamlit as st

from processes.documents import Document
from processes.registrations import Registration
from tasks import intake
from tasks.viewing import DossierView
from ui.locale import t
from ui.widgets import signatures
from ui.widgets.text import size


def draw(view: DossierView) -> None:
    """Draws what the applicant handed in, then the other files; each opens beside the page."""
    papers = [paper for paper in view.particulars.papers if _count(paper) or _files(view, paper)]
    items = [_item(str(paper["name"]), _count(paper), _links(_files(view, paper))) for paper in papers]
    rest = [document for document in view.documents if document.kind != "paper"]
    results = [document for document in rest if document.kind == "result"]
    drafts = [document for document in rest if document.kind != "result"]
    if drafts:
        items.append(_item(t("Tệp của các bước xử lý"), "", _links(drafts)))
    if results:
        items.append(_item(t("Kết quả đã ký"), "", _links(results)))
    if items:
        st.html(f'<ul class="mc-papers">{"".join(items)}</ul>')
    else:
        st.html(f'<p class="mc-quiet">{escape(t("Hồ sơ chưa có giấy tờ nào."))}</p>')


def draw_sent(registration: Registration) -> None:
    """Draws what came with a request that is no dossier yet; each file opens beside the page."""
    sent = list(enumerate(intake.files(registration), 1))
    address = f"/api/files/registration-{registration.id}"
    items = [
        _item(
            str(paper["name"]),
            _count(paper),
            [_link(file, f"{address}/{number}") for number, (code, file) in sent if code == paper["code"]],
        )
        for paper in registration.papers
    ]
    if items:
        st.html(f'<ul class="mc-papers">{"".join(items)}</ul>')


def _count(paper: Mapping[str, object]) -> str:
    originals, copies = paper.get("originals"), paper.get("copies")
    told = [t("{number} bản chính", number=originals)] if originals else []
    return ", ".join([*told, *([t("{number} bản sao", number=copies)] if copies else [])])


def _links(files: Iterable[Document]) -> list[str]:
    return [_link(file, f"/api/files/{file.id}") for file in files]


def _files(view: DossierView, paper: dict[str, object]) -> list[Document]:
    return [one for one in view.documents if one.kind == "paper" and one.paper == paper.get("code")]


def _item(name: str, count: str, links: Sequence[str]) -> str:
    files = f"<div class=files>{''.join(links)}</div>" if links else ""
    return f'<li><div>{escape(name)}</div><div class="count">{escape(count)}</div>{files}</li>'


def _link(file: Document, address: str) -> str:
    return (
        f'<div><a class="mc-file" href="{address}" target="_blank">{escape(file.name)}</a>'
        f"<span>{size(file.size)}</span>{signatures.lines(file)}</div>"
    )
