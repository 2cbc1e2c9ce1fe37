"""Procedures that run: a diagram, a state and an act in, the new state and what changed out.

The adapter on SpiffWorkflow 3.2.0, and the only place that knows it. No clock, no database, no network.
"""

import logging

from bpmn.engine.acts import complete, correct, data, deliver, fire, held, put_off, start
from bpmn.engine.moving import Reason, Verdict, jump, may_jump, migrate, verdict
from bpmn.engine.progress import Awaited, Message, Progress, Timer, Waiting
from bpmn.engine.refusals import (
    MayNotMove,
    NeverRests,
    NotAwaited,
    NotExecutable,
    NotWaiting,
    NoWayOut,
    StateUnreadable,
    TooMany,
    TooMuchAtOnce,
    WrongRepeat,
    WrongTimer,
)
from bpmn.engine.scripting import Functions

for _name in ("spiff", "spiff.task", "spiff.workflow", "spiff.data"):  # below ERROR it copies all data per step
    logging.getLogger(_name).setLevel(logging.ERROR)

__all__ = [
    "Awaited",
    "Functions",
    "MayNotMove",
    "Message",
    "NeverRests",
    "NoWayOut",
    "NotAwaited",
    "NotExecutable",
    "NotWaiting",
    "Progress",
    "Reason",
    "StateUnreadable",
    "Timer",
    "TooMany",
    "TooMuchAtOnce",
    "Verdict",
    "Waiting",
    "WrongRepeat",
    "WrongTimer",
    "complete",
    "correct",
    "data",
    "deliver",
    "fire",
    "held",
    "jump",
    "may_jump",
    "migrate",
    "put_off",
    "start",
    "verdict",
]
