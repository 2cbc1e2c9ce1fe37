"""Procedures of the national catalogue begin designs that can be read; only a term may not fit the template."""

from __future__ import annotations

import pytest

from bpmn import designs as drawn
from bpmn import releases
from processes import listings
from tasks import beginnings
from tests import corpus

pytestmark = pytest.mark.corpus


def test_listings_begin_designs_that_can_be_read() -> None:
    folder = corpus.folder()
    assert folder is not None
    pages = sorted((folder / "procedures").glob("*.json"))
    assert len(pages) > 100
    for page in pages[::8]:
        listing = listings.read(page.read_bytes())
        files = beginnings.files_of(listing.code, listing.document())
        read = releases.read(files)
        assert (read.code, read.name, len(read.outcomes) >= 1) == (listing.code, listing.name, True)
        rules = {one.finding.rule for one in drawn.check(files)}
        assert rules <= {"term-sum", "term-fit", "term-fit-tet"}, listing.code
