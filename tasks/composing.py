"""What the page of a dossier's letter says: letterhead, addressee, the dossier's own facts, and who signs."""

from __future__ import annotations

from datetime import datetime

from processes import rules
from processes.calendars import local
from processes.letters import Letter
from processes.organisation import Agency, Directory, Post
from processes.permissions import HEADS
from processes.substitutions import Substitution
from tasks import receipts
from tasks.letters.official import Official
from tasks.offers import Case

_OWN_LETTERHEAD = frozenset({"province", "commune"})  # a department's letters bear the province's name above their own


def page(before: Case, letter: Letter, number: int | None, moment: datetime) -> Official:
    """A letter under its number, or as a draft without one."""
    found, known = before.found, before.directory
    form = rules.on(local(found.received_at).date()).form(letter.kind)
    agency = known.agencies[letter.agency_id]
    contact = _holder(before)
    signer = _signer(known, letter)
    substitution = known.substitutions.get(letter.approved_under or 0)
    owner = found.people.submitter
    return Official(
        kind=letter.kind,
        title=form.title,
        source=form.source,
        symbol=f"{number:02}/{form.symbol}" if number is not None else f"…/{form.symbol}",
        is_draft=number is None,
        superior=superior(known, agency),
        agency=agency.name,
        place=agency.place,
        day=moment,
        name=owner.name,
        identity=owner.identity,
        address=owner.address,
        phone=owner.phone,
        email=owner.email,
        code=found.code,
        tracking_url=receipts.tracking_url(found.public_key),
        procedure=found.procedure,
        case=next(one.name for one in before.release.cases if one.code == found.case_code),
        received=found.received_at,
        due=found.due_at if letter.kind == "apology" else found.original_due_at,
        missing=_paragraphs(letter.content.get("missing")),
        reason=_paragraphs(letter.content.get("reason")),
        limit=_time(letter.content.get("limit")),
        until=_time(letter.content.get("until")),
        contact=known.name(contact),
        one_stop=known.units[found.receiving_unit_id].name,
        signer_title=signer.title if signer is not None else "",
        signer_name=known.name(letter.approved_by),
        wording=before.release.letters[letter.kind].source if letter.kind in before.release.letters else "",
        signer_note=_note(known, substitution) if substitution is not None else "",
    )


def superior(known: Directory, agency: Agency) -> str:
    """The agency above, as the letterhead names it; empty for agencies that stand alone in theirs."""
    if agency.level in _OWN_LETTERHEAD or agency.parent_id is None:
        return ""
    return known.agencies[agency.parent_id].name


def _signer(known: Directory, letter: Letter) -> Post | None:
    """The head's post in which the letter was approved."""
    if letter.approved_by is None:
        return None
    signer, substitution = letter.approved_by, known.substitutions.get(letter.approved_under or 0)
    if substitution is not None:
        signer = substitution.absent_id
    posts = [known.posts[post_id] for post_id in known.held.get(signer, ())]
    return next((post for post in posts if post.agency_id == letter.agency_id and post.role in HEADS), None)


def _note(known: Directory, found: Substitution) -> str:
    """For whom and by what the letter is signed; KT. or TL. before the title is for the agency's clerk to word."""
    return f"Thay {known.name(found.absent_id)}, theo phân công thay số {found.decision}"


def _holder(before: Case) -> int | None:
    """Whom the applicant may ask: who answers for the latest step that somebody took up."""
    return next((step.answers_id for step in reversed(before.steps) if step.answers_id is not None), None)


def _time(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def _paragraphs(text: object) -> tuple[str, ...]:
    return tuple(line.strip() for line in str(text or "").splitlines() if line.strip())
