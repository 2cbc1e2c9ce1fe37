"""Signing: a step that signs puts the officer's signature on the draft, the issue puts the agency's seal beneath it.

The draft is what the field `draft` of the steps before holds; a step signs unless its `decision` is another than
`approved`. An agency without a seal of its own signs on paper, as does everybody for a draft that is not a PDF.
Basis: Nghị định 30/2020/NĐ-CP Điều 12 (the person's signature) and Điều 13 (the agency's, after it).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from bpmn.refusals import Refusal
from processes import accounts, documents, organisation, signed_files, signing_keys
from processes.database import Transaction
from processes.documents import Document
from processes.executions import Held
from processes.history import Fact
from processes.organisation import Agency, Officer
from processes.signing_keys import KeyMissing, SigningKey

Answer = Mapping[str, object]
DRAFT, RESULT = "draft", "result_file"
SIGNED = "signed"
_PDF = "application/pdf"


class SignatureBroken(Refusal):
    """The file to be issued was changed after somebody signed it."""

    code = "signature.broken"
    sentence = "Tệp “{name}” đã bị thay đổi sau khi ký nên không phát hành được. Hãy chọn đúng tệp đã ký."
    status = 422


class NotTheSigned(Refusal):
    """The step before signed a file, and another one is to be issued."""

    code = "signature.not-the-signed"
    sentence = "Tệp “{name}” không phải là tệp đã ký số ở bước trước (“{signed}”). Hãy phát hành đúng tệp đã ký."
    status = 422


@dataclass(frozen=True, slots=True)
class Act:
    """The completing of a step that signs or issues: whose it is, and when."""

    transaction: Transaction
    held: Held
    officer: Officer
    moment: datetime

    @property
    def agency(self) -> Agency:
        """The agency whose post the step is done in."""
        known = organisation.of_officer(self.transaction, self.officer)
        return known.agencies[known.posts[self.held.post_id].agency_id]

    def fact(self, kind: str, told: Mapping[str, object]) -> Fact:
        """What the history says of it."""
        return Fact(kind, told, self.officer.id, self.held.post_id, self.held.element, self.held.ref)

    def files(self) -> list[Document]:
        """The files of the dossier."""
        return documents.of(self.transaction, self.held.dossier_id)


def file_ids(value: object) -> list[int]:
    """The files that a file field's value names."""
    if not isinstance(value, list):
        return []
    return [file["id"] for file in value if isinstance(file, dict) and isinstance(file.get("id"), int)]


def named(file: Document) -> dict[str, object]:
    """A file as a file field's value names it."""
    return {"id": file.id, "name": file.name, "size": file.size, "media_type": file.media_type}


def waiting(files: Iterable[Document], draft: object) -> list[Document]:
    """What the next signature goes on: the drafts that are PDFs, or what was signed since they were drafted."""
    known = list(files)
    drafted = [file for file in known if file.id in file_ids(draft) and file.media_type == _PDF]
    latest = max((file.id for file in drafted), default=0)
    signed = [file for file in known if file.kind == SIGNED]
    return signed if signed and min(file.id for file in signed) > latest else drafted


def sign(act: Act, answer: Answer, *, draft: object) -> list[Fact]:
    """Signs the draft with the officer's key; nothing where the agency signs on paper, or sends the draft back.

    Refuses: KeyMissing, KeyExpired, KeyUnopened, Unsignable, DocumentAltered.
    """
    if not signing_keys.configured():
        return []
    files = act.files()
    signed_before = [file.id for file in files if file.kind == SIGNED]
    is_approved = answer.get("decision", "approved") == "approved"
    wanted = waiting(files, draft) if is_approved else []
    told: list[Fact] = []
    if wanted:
        username = accounts.username(act.transaction, act.officer.id)
        with signing_keys.opened("officers", username, who=act.officer.name, moment=act.moment) as key:
            told = [_signed(act, key, file) for file in wanted] if key is not None else []
        if not told and signing_keys.has_seal(act.agency.code, who=act.agency.name):
            raise KeyMissing(who=act.officer.name)
    if told or not is_approved:
        documents.reclassify(act.transaction, signed_before, kind="form")
    return told


def _signed(act: Act, key: SigningKey, file: Document) -> Fact:
    made = _write(act, key, file, ending="da-ky", kind=SIGNED, paper=DRAFT)
    return act.fact("document.signed", {**_told(made, key), "draft": file.id})


def seal(act: Act, answer: Answer) -> tuple[Answer, list[Fact]]:
    """Makes the files of the answer the dossier's result: what was signed is what is issued, with the agency's seal.

    Refuses: DocumentMissing, NotTheSigned, SignatureBroken, KeyExpired, KeyUnopened, Unsignable, DocumentAltered.
    """
    ids = file_ids(answer.get(RESULT))
    signs = bool(ids) and signing_keys.configured()
    signed = [file for file in act.files() if file.kind == SIGNED] if signs else []
    chosen = [file for file in signed if file.id in ids]
    fresh = [one for one in ids if one not in {file.id for file in chosen}]
    taken = documents.take(
        act.transaction, fresh, dossier_id=act.held.dossier_id, kind="result", paper=RESULT, officer=act.officer
    )
    if not signs:
        return answer, []
    issued = sorted([*taken, *chosen], key=lambda file: ids.index(file.id))
    for file in issued:
        _require_signed(file, signed)
    sealed = _sealed(act, issued) if _may_seal(act, signed) else {}
    # what lies beneath a seal stays what it was; what got none is the result itself
    documents.reclassify(act.transaction, (file.id for file in taken if file.id in sealed), kind="form")
    documents.reclassify(act.transaction, (file.id for file in chosen if file.id not in sealed), kind="result")
    told = [act.fact("document.sealed", sealed[file.id][1]) for file in issued if file.id in sealed]
    files = [named(sealed[file.id][0] if file.id in sealed else file) for file in issued]
    return {**answer, RESULT: files}, told


def _sealed(act: Act, issued: list[Document]) -> dict[int, tuple[Document, dict[str, object]]]:
    """Each PDF with the seal of the agency, and what the history says of it; none when the agency has no seal."""
    agency = act.agency
    sealed: dict[int, tuple[Document, dict[str, object]]] = {}
    if not any(file.media_type == _PDF for file in issued):
        return sealed  # a picture of what was signed on paper: the key stays where it is
    with signing_keys.opened("agencies", agency.code, who=agency.name, moment=act.moment) as key:
        for file in issued:
            if key is not None and file.media_type == _PDF:
                made = _write(act, key, file, ending="da-dong-dau", kind="result", paper=RESULT)
                sealed[file.id] = made, {**_told(made, key), "from": file.id}
    return sealed


def _may_seal(act: Act, signed: list[Document]) -> bool:
    """A seal goes beneath the signatures of its own agency's people, and on what was signed on paper."""
    known = organisation.of_officer(act.transaction, act.officer)
    signers = [known.officer(file.stored_by) for file in signed]
    return all(act.agency.id in {post.agency_id for post in signer.posts} for signer in signers)


def _require_signed(file: Document, signed: list[Document]) -> None:
    """What is issued is what was signed, whole: more may have been appended, nothing changed."""
    if file not in signed and not signed and file.media_type != _PDF:
        return
    content = documents.content(file)
    if file in signed:
        return
    if any(one.state == "broken" for one in signed_files.signatures(content)):
        raise SignatureBroken(name=file.name)
    if signed and not any(content.startswith(documents.content(one)) for one in signed):
        raise NotTheSigned(name=file.name, signed=signed[-1].name)


def _write(act: Act, key: SigningKey, file: Document, *, ending: str, kind: str, paper: str) -> Document:
    made = key.sign(documents.content(file), name=file.name)
    written = documents.write([made], name=_renamed(file.name, ending))
    return documents.add(
        act.transaction,
        written,
        dossier_id=act.held.dossier_id,
        kind=kind,
        paper=paper,
        officer=act.officer,
        moment=act.moment,
    )


def _told(made: Document, key: SigningKey) -> dict[str, object]:
    return {"document": made.id, "name": made.name, "sha256": made.sha256, **key.facts}


def _renamed(name: str, ending: str) -> str:
    path = PurePath(name)
    stem = path.stem.removesuffix("-da-ky").removesuffix("-da-dong-dau")
    return f"{stem[:150]}-{ending}{path.suffix}"
