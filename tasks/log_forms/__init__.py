"""The forms in which the event log leaves the house: one file a form, self-registering.

docs/howto/event-log.md
"""

from tasks.log_forms import ocel, table, xes
from tasks.log_forms.form import FORMS, Form
from tasks.log_forms.source import Source

__all__ = ["FORMS", "Form", "Source", "ocel", "table", "xes"]
