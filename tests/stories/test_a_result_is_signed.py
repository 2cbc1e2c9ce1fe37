"""A draft is signed with the officer's key, sealed with the agency's, issued and handed over as that very file.

Nghị định 30/2020/NĐ-CP Điều 12 (the person), Điều 13 (the agency, after the person), Phụ lục I.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from bpmn.refusals import Refusal
from processes import documents, history, signed_files, trial_authority
from processes.documents import Document
from processes.refusals import DocumentAltered, DocumentMissing
from processes.signing_keys import KeyExpired, KeyMissing, Unsignable
from tasks import suggestions
from tasks.signing import SIGNED, NotTheSigned, SignatureBroken, named, waiting
from tests.answers import ANSWERS, answer
from tests.signing import Keys, page
from tests.town import PDF, Town

CODE = "1.001612"  # huong, who heads the division, signs; thu issues


@pytest.fixture
def keys(data: Path) -> Keys:
    """The ward signs electronically: it has a seal, and its division head has a key."""
    keys = Keys.founded(data)
    keys.give("officers/huong", "Đỗ Thị Hường")
    keys.give("agencies/H99.30", "Ủy ban nhân dân phường Bến Xuân")
    return keys


def drafted(town: Town, content: bytes | None = None, name: str = "giay-chung-nhan.pdf") -> int:
    """A dossier whose draft waits for a signature."""
    accepted = town.receive(town.request(CODE))
    work(town, accepted.dossier_id, "receive")
    files = [named(town.upload("nam", name, content or page()))]
    work(town, accepted.dossier_id, "appraise", draft=files)
    return accepted.dossier_id


def work(town: Town, dossier_id: int, element: str, **other: object) -> None:
    """The officer of a step claims it, when it is not held yet, and completes it."""
    who, (step,) = ANSWERS[CODE][element].by, town.dossier("mai", dossier_id).current
    assert step.element == element
    if town.look(who, step.task_id).may_claim:
        town.claim(who, step.task_id)
    values = dict(ANSWERS[CODE][element].values) if element == "issue" else answer(town, CODE, element)
    town.complete(who, step.task_id, {**values, **other})
    town.pass_time(minutes=20)


def files(town: Town, dossier_id: int, kind: str) -> list[Document]:
    return [one for one in town.dossier("mai", dossier_id).documents if one.kind == kind]


def waits_at(town: Town, dossier_id: int) -> list[str]:
    return [step.element for step in town.dossier("mai", dossier_id).current]


def suggested(town: Town, dossier_id: int) -> object:
    (step,) = town.dossier("mai", dossier_id).current
    if town.look("thu", step.task_id).may_claim:
        town.claim("thu", step.task_id)
    return suggestions.values(town.look("thu", step.task_id), town.moment)["result_file"]


def test_the_signed_draft_is_what_is_issued_and_handed_over(town: Town, keys: Keys) -> None:
    dossier_id = drafted(town)
    signed_at = town.moment
    work(town, dossier_id, "sign")
    (signed,) = files(town, dossier_id, "signed")
    assert signed.name == "giay-chung-nhan-da-ky.pdf"
    (signature,) = signed_files.examined(signed).signatures
    assert (signature.state, signature.at) == ("valid", signed_at)

    assert suggested(town, dossier_id) == [named(signed)]
    work(town, dossier_id, "issue", result_file=[named(signed)])
    (result,) = files(town, dossier_id, "result")
    assert [one.state for one in signed_files.examined(result).signatures] == ["valid", "valid"]
    assert documents.content(result).startswith(documents.content(signed))
    work(town, dossier_id, "return_result")

    view = town.dossier("mai", dossier_id)
    assert view.current == []
    assert view.particulars.result["file"] == [named(result)]
    told = {row.kind: row for row in view.history if row.kind.startswith("document.")}
    assert told["document.signed"].officer_id == town.officer("huong").id
    assert told["document.signed"].data["sha256"] == sha256(signed.path.read_bytes()).hexdigest()
    assert signature.certificate is not None
    assert told["document.signed"].data["serial"] == signature.certificate.serial
    assert told["document.sealed"].data["sha256"] == result.sha256
    assert told["document.sealed"].data["signer"] == "Ủy ban nhân dân phường Bến Xuân"
    with town.database.snapshot() as snapshot:
        assert list(history.verify(snapshot)) == []


def refused(town: Town, dossier_id: int, refusal: type[Refusal], element: str = "sign", **other: object) -> str:
    """The step is refused, nothing is stored, and it stays open for who holds it."""
    before = town.dossier("mai", dossier_id)
    with pytest.raises(refusal) as told:
        work(town, dossier_id, element, **other)
    after = town.dossier("mai", dossier_id)
    assert waits_at(town, dossier_id) == [element]
    assert [one.state for one in after.current] == ["claimed"]
    assert [(one.id, one.kind) for one in after.documents] == [(one.id, one.kind) for one in before.documents]
    return str(told.value)


def test_an_officer_without_a_key_is_refused_and_the_step_stays(town: Town, keys: Keys) -> None:
    dossier_id = drafted(town)
    (keys.folder / "officers" / "huong.p12").unlink()
    told = refused(town, dossier_id, KeyMissing)
    assert town.officer("huong").name in told
    keys.give("officers/huong", "Đỗ Thị Hường")
    work(town, dossier_id, "sign")
    assert waits_at(town, dossier_id) == ["issue"]


def test_an_expired_key_is_refused_and_the_step_stays(town: Town, keys: Keys) -> None:
    dossier_id = drafted(town)
    keys.give("officers/huong", "Đỗ Thị Hường", lasts=timedelta(minutes=10))
    assert "02/03/2026" in refused(town, dossier_id, KeyExpired)


def test_a_draft_that_cannot_be_signed_or_was_changed_is_refused(town: Town, keys: Keys) -> None:
    refused(town, drafted(town, PDF), Unsignable)
    dossier_id = drafted(town, page("Khác"))
    file = files(town, dossier_id, "form")[0]
    file.path.write_bytes(file.path.read_bytes() + b"%")
    refused(town, dossier_id, DocumentAltered)


def test_what_is_sent_back_is_not_signed(town: Town, keys: Keys) -> None:
    dossier_id = drafted(town)
    work(town, dossier_id, "sign", decision="sent_back", reason="Sai tên")
    assert files(town, dossier_id, "signed") == []
    work(town, dossier_id, "appraise", draft=[named(town.upload("nam", "lan-hai.pdf", page("Lần hai")))])
    work(town, dossier_id, "sign")
    assert [one.name for one in files(town, dossier_id, "signed")] == ["lan-hai-da-ky.pdf"]


def test_a_second_signer_signs_what_the_first_has_signed_unless_it_was_drafted_anew() -> None:
    def stored(number: int, kind: str) -> Document:
        return Document(number, f"{number}.pdf", "application/pdf", 1, "", kind)

    first, signed, again = stored(1, "form"), stored(2, SIGNED), stored(3, "form")
    scan = Document(4, "4.jpg", "image/jpeg", 1, "", "form")
    assert waiting([first], [named(first)]) == [first]
    assert waiting([first, signed], [named(first)]) == [signed]
    assert waiting([first, signed, again], [named(again)]) == [again]
    assert waiting([first, scan], [named(scan)]) == []
    assert waiting([first], None) == []


def test_another_file_than_the_signed_is_not_issued(town: Town, keys: Keys) -> None:
    dossier_id = drafted(town)
    work(town, dossier_id, "sign")
    other = named(town.upload("thu", "khac.pdf", page("Khác")))
    assert "giay-chung-nhan-da-ky.pdf" in refused(town, dossier_id, NotTheSigned, "issue", result_file=[other])
    (signed,) = files(town, dossier_id, "signed")
    changed = bytearray(documents.content(signed))
    changed[700] ^= 1
    broken = named(town.upload("thu", "da-sua.pdf", bytes(changed)))
    refused(town, dossier_id, SignatureBroken, "issue", result_file=[broken])


def test_no_file_of_another_dossier_is_issued(town: Town, keys: Keys) -> None:
    first, second = drafted(town), drafted(town)
    work(town, first, "sign")
    work(town, second, "sign")
    (foreign,) = files(town, first, "signed")
    refused(town, second, DocumentMissing, "issue", result_file=[named(foreign)])


def test_what_was_signed_on_paper_is_scanned_and_sealed(town: Town, keys: Keys) -> None:
    accepted = town.receive(town.request(CODE))
    for element in ("receive", "appraise", "sign"):
        work(town, accepted.dossier_id, element)
    assert files(town, accepted.dossier_id, "signed") == []
    scan = named(town.upload("thu", "ban-quet.pdf", page("Bản quét")))
    work(town, accepted.dossier_id, "issue", result_file=[scan])
    (result,) = files(town, accepted.dossier_id, "result")
    (seal,) = signed_files.examined(result).signatures
    assert seal.certificate is not None
    assert (seal.state, seal.certificate.signer) == ("valid", "Ủy ban nhân dân phường Bến Xuân")
    assert [one.name for one in files(town, accepted.dossier_id, "form")] == ["ban-quet.pdf"]


def test_an_agency_without_a_seal_signs_on_paper_or_with_the_persons_key_alone(town: Town, keys: Keys) -> None:
    (keys.folder / "agencies" / "H99.30.p12").unlink()
    dossier_id = drafted(town)
    work(town, dossier_id, "sign")
    (signed,) = files(town, dossier_id, "signed")
    work(town, dossier_id, "issue", result_file=[named(signed)])
    assert [one.id for one in files(town, dossier_id, "result")] == [signed.id]

    (keys.folder / "officers" / "huong.p12").unlink()
    on_paper = drafted(town)
    work(town, on_paper, "sign")
    work(town, on_paper, "issue", result_file=[named(town.upload("thu", "ban-quet.pdf"))])
    assert [one.name for one in files(town, on_paper, "result")] == ["ban-quet.pdf"]


def test_without_any_key_everything_is_as_on_paper(town: Town) -> None:
    dossier_id = drafted(town, PDF)
    work(town, dossier_id, "sign")
    work(town, dossier_id, "issue", result_file=[named(town.upload("thu", "ban-quet.pdf"))])
    assert [one.kind for one in town.dossier("mai", dossier_id).documents] == ["form", "result"]


def test_an_agency_seals_only_what_its_own_people_have_signed(town: Town, data: Path) -> None:
    """The province's leader decides, a department issues: the department's seal has no place there."""
    keys = Keys.founded(data)
    keys.give("officers/hung", "Vũ Mạnh Hùng")
    keys.give("agencies/H99.05", "Sở Tư pháp")
    code, people = "1.000828", ANSWERS["1.000828"]
    dossier_id = town.receive(town.request(code, agency="H99.05", at="H99"), by="chau").dossier_id
    for element in ("receive", "appraise", "review", "submit", "decide", "issue"):
        (step,) = town.dossier("chau", dossier_id).current
        who, values = people[element].by, dict(people[element].values)
        if element == "appraise":
            values["draft"] = [named(town.upload(who, "chung-chi.pdf", page("Chứng chỉ")))]
        if element == "issue":
            values["result_file"] = [
                named(one) for one in town.dossier(who, dossier_id).documents if one.kind == "signed"
            ]
        if town.look(who, step.task_id).may_claim:
            town.claim(who, step.task_id)
        town.complete(who, step.task_id, values)
    (result,) = [one for one in town.dossier("chau", dossier_id).documents if one.kind == "result"]
    names = [one.certificate.signer for one in signed_files.examined(result).signatures if one.certificate]
    assert names == ["Vũ Mạnh Hùng"]


def test_trial_keys_say_that_they_are(town: Town, data: Path) -> None:
    trial_authority.provide(data / "signing", {"officers/huong": "Đỗ Thị Hường"}, town.moment)
    dossier_id = drafted(town)
    work(town, dossier_id, "sign")
    (signature,) = signed_files.examined(files(town, dossier_id, "signed")[0]).signatures
    assert signature.certificate is not None
    assert signature.certificate.organisation == "Chứng thư số thử nghiệm – không có giá trị pháp lý"
