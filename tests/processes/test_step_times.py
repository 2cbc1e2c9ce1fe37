"""How much working time each step of a dossier has used, in whose hands, with the clock's pauses left out."""

from __future__ import annotations

from datetime import timedelta

from processes import step_times
from processes.database import Database
from processes.step_times import StepTime
from tasks import dealings
from tests.statements import counted
from tests.town import Town
