"""Decisions: DMN tables and expressions that answer a question from a dossier's facts."""

from bpmn.decisions.graph import Decided, Decision, Decisions, Fact, Flaw
from bpmn.decisions.reader import read
from bpmn.decisions.refusals import (
    DifferentOutputs,
    NoDecision,
    NoPriority,
    NotDecidable,
    SeveralRules,
    WrongInput,
    WrongOutput,
)
from bpmn.decisions.tables import Hit, Row, Table

__all__ = [
    "Decided",
    "Decision",
    "Decisions",
    "DifferentOutputs",
    "Fact",
    "Flaw",
    "Hit",
    "NoDecision",
    "NoPriority",
    "NotDecidable",
    "Row",
    "SeveralRules",
    "Table",
    "WrongInput",
    "WrongOutput",
    "read",
]
