"""PDF signatures: what was signed is told to be so, and whatever was changed, expired or unknown is told as that."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from processes import settings, signed_files, signing_keys, trial_authority
from processes.signing_keys import KeyExpired, KeyUnopened, Unsignable
from processes.trial_authority import Authority
from tests.signing import MARCH, Keys, page
from tests.town import PDF, Town

VIET, SEAL = "officers/viet", "agencies/H99.30"


@pytest.fixture
def keys(data: Path) -> Keys:
    """The chairman's key and the seal of the ward."""
    keys = Keys.founded(data)
    keys.give(VIET, "Phạm Quốc Việt")
    keys.give(SEAL, "Ủy ban nhân dân phường Bến Xuân")
    return keys


def states(content: bytes) -> list[str]:
    return [one.state for one in signed_files.signatures(content)]


def test_a_signature_says_who_and_when(keys: Keys) -> None:
    draft = page()
    signed = keys.sign(draft, VIET)
    (one,) = signed_files.signatures(signed)
    assert one.state == "valid"
    assert one.at == MARCH
    assert one.certificate is not None
    assert one.certificate.signer == "Phạm Quốc Việt"
    assert one.certificate.organisation == "Chứng thư số thử nghiệm – không có giá trị pháp lý"
    assert signed.startswith(draft)
    assert b"/ETSI.CAdES.detached" in signed


def test_the_seal_comes_after_the_person_and_both_hold(keys: Keys) -> None:
    both = keys.sign(keys.sign(page(), VIET), SEAL, MARCH + timedelta(hours=1))
    first, second = signed_files.signatures(both)
    assert (first.state, second.state) == ("valid", "valid")
    assert [one.certificate.signer for one in (first, second) if one.certificate] == [
        "Phạm Quốc Việt",
        "Ủy ban nhân dân phường Bến Xuân",
    ]
    assert (first.at, second.at) == (MARCH, MARCH + timedelta(hours=1))


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5])
def test_one_byte_changed_is_broken(keys: Keys, share: float) -> None:
    draft = page()
    signed = bytearray(keys.sign(draft, VIET))
    signed[int(len(draft) * share)] ^= 1
    assert states(bytes(signed)) == ["broken"]


@pytest.mark.parametrize("word", [b"/ByteRange", b"/ETSI.CAdES.detached", b"/Fields", b"startxref"])
def test_a_signature_that_can_no_longer_be_found_is_broken(keys: Keys, word: bytes) -> None:
    signed = keys.sign(page(), VIET)
    place = signed.rindex(word) + 3
    assert states(signed[:place] + b"~" + signed[place + 1 :]) == ["broken"]


def test_a_second_signature_that_the_reader_passes_over_is_broken(keys: Keys) -> None:
    signed = keys.sign(page(), VIET)
    sealed = keys.sign(signed, SEAL)
    hidden = sealed[: len(signed)] + sealed[len(signed) :].replace(b"/ETSI.CAdES", b"/ETSI.KAdES")
    assert states(hidden)[1:] == ["broken"]


def test_an_unknown_authority_is_not_trusted(keys: Keys) -> None:
    stranger = Authority.founded(MARCH)  # of the very same name
    keys.give(VIET, "Phạm Quốc Việt", by=stranger)
    signed = keys.sign(page(), VIET)
    assert states(signed) == ["untrusted"]
    keys.trust(stranger)
    assert states(signed) == ["valid"]


def test_signed_after_the_certificate_ended_is_expired(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    late = MARCH + timedelta(days=120)
    with pytest.raises(KeyExpired, match="đến 31/05/2026"):
        keys.sign(page(), VIET, late)
    monkeypatch.setattr("processes.signatures.Certificate.allows", lambda self, moment: True)
    signed = keys.sign(page(), VIET, late)
    monkeypatch.undo()
    assert states(signed) == ["expired"]


def test_an_unsigned_file_has_no_signature(keys: Keys) -> None:
    assert states(page()) == []
    assert states(PDF) == []


def test_a_stored_file_that_was_changed_or_lost_is_told(keys: Keys, town: Town) -> None:
    stored = town.upload("viet", "ket-qua.pdf", keys.sign(page(), VIET))
    assert not signed_files.examined(stored).is_broken
    whole = stored.path.read_bytes()
    stored.path.write_bytes(whole + b"\n% later\n")
    assert not signed_files.examined(stored).is_stored
    stored.path.write_bytes(keys.sign(page("Khác"), VIET))
    assert signed_files.examined(stored).is_broken
    stored.path.unlink()
    assert signed_files.examined(stored).is_broken


def test_what_cannot_be_signed_is_refused_by_name(keys: Keys) -> None:
    with pytest.raises(Unsignable, match=r"du-thao\.pdf"):
        keys.sign(PDF, VIET)


def test_a_key_that_does_not_open_is_refused(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    (keys.folder / f"{VIET}.pass").write_text("sai", encoding="utf-8")
    with pytest.raises(KeyUnopened, match="viet: sai mật khẩu"):
        keys.sign(page(), VIET)
    (keys.folder / f"{VIET}.pass").unlink()
    monkeypatch.setenv("MOTCUA__SIGNING__PASSPHRASE", "bi-mat")
    settings.settings.cache_clear()
    assert states(keys.sign(page(), VIET)) == ["valid"]


def test_a_token_that_is_not_there_is_refused(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA__SIGNING__PKCS11_MODULE", "/khong-co/libtoken.so")
    settings.settings.cache_clear()
    assert states(keys.sign(page(), VIET)) == ["valid"]  # a file goes before the token
    with pytest.raises(KeyUnopened, match="khong-co"), signing_keys.opened("officers", "binh", who="B", moment=MARCH):
        pass


@pytest.mark.parametrize("name", ["../agencies/H99.30", "", "khong-co"])
def test_a_name_leads_nowhere_else(keys: Keys, name: str) -> None:
    with signing_keys.opened("officers", name, who="?", moment=MARCH) as key:
        assert key is None


def test_trial_keys_are_made_once_and_again_before_they_end(data: Path) -> None:
    folder, holders = data / "signing", {VIET: "Phạm Quốc Việt", SEAL: "UBND phường Bến Xuân"}
    assert trial_authority.provide(folder, holders, MARCH)
    signed = Keys(folder, Authority.founded(MARCH)).sign(page(), VIET)
    assert states(signed) == ["valid"]
    assert (folder / f"{VIET}.p12").stat().st_mode & 0o077 == 0
    assert not trial_authority.provide(folder, holders, MARCH + timedelta(days=30))
    (folder / f"{SEAL}.p12").write_bytes(b"a real key")
    assert trial_authority.provide(folder, holders, MARCH + timedelta(days=70))
    assert (folder / f"{SEAL}.p12").read_bytes() == b"a real key"
    later = Keys(folder, Authority.founded(MARCH)).sign(page(), VIET, MARCH + timedelta(days=120))
    assert states(later) == ["valid"]
    assert states(signed) == ["valid"], "what the authority before has signed stays trusted"


def test_trial_keys_never_take_the_place_of_real_ones(keys: Keys) -> None:
    real = (keys.folder / f"{VIET}.p12").read_bytes()
    assert not trial_authority.provide(keys.folder, {VIET: "Phạm Quốc Việt"}, MARCH)
    assert (keys.folder / f"{VIET}.p12").read_bytes() == real
