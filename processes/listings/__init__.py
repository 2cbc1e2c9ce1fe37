"""Listings: procedures as the national catalogue lists them, read from its running text into facts.

The catalogue's pages are prose with table cells run together. Every reader here takes what it understands and keeps
the rest word for word with a finding, so that nothing is guessed in silence; a listing is advice to the analyst who
writes the procedure's release, never a due time by itself.
"""

from processes.listings.fees import Fee, Rate
from processes.listings.limits import Limit
from processes.listings.listing import Listing, NotAListing, Way, read
from processes.listings.papers import Outcome, Paper

__all__ = ["Fee", "Limit", "Listing", "NotAListing", "Outcome", "Paper", "Rate", "Way", "read"]
