"""The demonstration: three matters that every trial begins with, and a year of dossiers for who wants to see more."""

from tasks.demonstration.matters import tell
from tasks.demonstration.year import Plan, fill, played, unfinished

__all__ = ["Plan", "fill", "played", "tell", "unfinished"]
