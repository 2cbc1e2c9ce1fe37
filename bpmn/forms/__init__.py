"""Forms: form-js JSON, as Camunda Modeler edits it, becomes fields to draw and a check of what was filled in."""

from bpmn.forms.fields import MOST_ROWS, Field, Kind, Option
from bpmn.forms.form import Form, WrongValues
from bpmn.forms.reader import read

__all__ = ["MOST_ROWS", "Field", "Form", "Kind", "Option", "WrongValues", "read"]
