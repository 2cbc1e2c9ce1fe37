"""The papers of a dossier with their files, and the files that its steps have brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from processes.documents import Document
from processes.registrations import Registration
from tasks import intake
from tasks.viewing import DossierView
from ui.locale import t
from ui.widgets import bundle, signatures
from ui.widgets.text import size


def draw(view: DossierView) -> None:
    """Draws where the papers are and what the applicant handed in, then the other files; each opens beside the page."""
    bundle.draw(view)
    papers = [paper for paper in view.particulars.papers if _count(paper) or _files(view, paper)]
    items = [_item(str(paper["name"]), _count(paper), _files(view, paper)) for paper in papers]
    listed = {paper.get("code") for paper in view.particulars.papers}
    later = [one for one in view.documents if one.kind == "paper" and one.paper not in listed]
    if later:
        items.append(_item(t("Giấy tờ nhận bổ sung"), "", later))
    rest = [document for document in view.documents if document.kind != "paper"]
    results = [document for document in rest if document.kind == "result"]
    drafts = [document for document in rest if document.kind != "result"]
    if drafts:
        items.append(_item(t("Tệp của các bước xử lý"), "", drafts))
    if results:
        items.append(_item(t("Kết quả đã ký"), "", results))
    if items:
        st.html(f'<ul class="mc-papers">{"".join(items)}</ul>')
    else:
        st.html(f'<p class="mc-quiet">{escape(t("Chưa có giấy tờ nào."))}</p>')


def draw_sent(registration: Registration) -> None:
    """Draws what came with a request that is no dossier yet; each file opens beside the page."""
    sent, folder = intake.files(registration), f"/api/files/registration-{registration.id}"
    items = [
        _item(str(paper["name"]), _count(paper), [file for file in sent if file.paper == paper["code"]], folder)
        for paper in registration.papers
    ]
    if items:
        st.html(f'<ul class="mc-papers">{"".join(items)}</ul>')


def _count(paper: Mapping[str, object]) -> str:
    originals, copies = paper.get("originals"), paper.get("copies")
    told = [t("{number} bản chính", number=originals)] if originals else []
    return ", ".join([*told, *([t("{number} bản sao", number=copies)] if copies else [])])


def _files(view: DossierView, paper: dict[str, object]) -> list[Document]:
    return [one for one in view.documents if one.kind == "paper" and one.paper == paper.get("code")]


def _item(name: str, count: str, files: Sequence[Document], folder: str = "/api/files") -> str:
    links = "".join(_link(file, folder) for file in files)
    return (
        f'<li><div>{escape(name)}</div><div class="count">{escape(count)}</div>'
        f"{f'<div class=files>{links}</div>' if links else ''}</li>"
    )


def _link(file: Document, folder: str) -> str:
    return (
        f'<div><a class="mc-file" href="{folder}/{file.id}" target="_blank">{escape(file.name)}</a>'
        f"<span>{size(file.size)}</span>{signatures.lines(file)}</div>"
    )
