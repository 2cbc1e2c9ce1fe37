"""The clock of a site under test: Python loads this at its start and has the site live at another moment."""

import os
from datetime import datetime

from processes import database

_real = database.now
_ahead = datetime.fromisoformat(os.environ["MOTCUA_TEST_MOMENT"]) - _real()


def _now() -> datetime:
    return _real() + _ahead


database.now = _now
