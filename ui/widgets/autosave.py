"""A file of a design under fields: saved as it is filled in, with the version that it was filled in on."""

from __future__ import annotations

from hashlib import sha256

import streamlit as st

from bpmn.refusals import Refusal
from processes import database
from processes.accounts import Visitor
from processes.designs import DesignStale
from processes.refusals import AlreadyDone
from tasks import design
from tasks.design import View
from ui.locale import say
from ui.widgets import acts
from ui.widgets.text import literal


def save(view: View, known: Visitor, file: str, content: bytes, *, seen: int) -> int | DesignStale | None:
    """Saves a file; its new version, or that another has saved since. None where nothing was done: a refusal is shown.

    The same content on the same version is one act, however often the page is drawn.
    """
    key = f"{file}-{view.design.id}-{seen}-{sha256(content).hexdigest()[:16]}"
    try:
        with database.transaction() as transaction:
            saved = design.save(
                transaction, view.design.id, file=file, content=content, seen=seen, **acts.by(known, key)
            )
    except AlreadyDone:
        return None
    except DesignStale as refusal:
        return refusal
    except Refusal as refusal:
        st.error(literal(say(refusal)), icon=":material/error:")
        return None
    return saved.number
