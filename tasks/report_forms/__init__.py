"""The reports: one file a report, self-registering, in the order in which they are offered.

docs/howto/reports.md
"""

from tasks.report_forms import ii06a, on_time, time_used, supplements, officers, usage  # isort: skip
from tasks.report_forms.form import FORMS, Form
from tasks.report_forms.source import Source

__all__ = ["FORMS", "Form", "Source", "ii06a", "officers", "on_time", "supplements", "time_used", "usage"]
