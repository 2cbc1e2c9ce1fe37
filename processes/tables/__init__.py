"""All tables, one file a noun."""

from processes.tables.accounts import Account, SignInSession
from processes.tables.base import Base
from processes.tables.calendars import CalendarChange
from processes.tables.documents import Document
from processes.tables.dossiers import Dossier, Execution, Matter
from processes.tables.history import Event, Opening
from processes.tables.letters import Letter
from processes.tables.listings import Listing
from processes.tables.numbering import Numbering
from processes.tables.organisation import Agency, Holding, Officer, OrganisationRevision, Post, Unit
from processes.tables.outbox import Message
from processes.tables.procedures import Procedure, Release, ReleaseCase, ReleaseFile, ReleaseScope
from processes.tables.registrations import Registration
from processes.tables.substitutions import OrganisationChange, Substitution
from processes.tables.tasks import Task

__all__ = [
    "Account",
    "Agency",
    "Base",
    "CalendarChange",
    "Document",
    "Dossier",
    "Event",
    "Execution",
    "Holding",
    "Letter",
    "Listing",
    "Matter",
    "Message",
    "Numbering",
    "Officer",
    "Opening",
    "OrganisationChange",
    "OrganisationRevision",
    "Post",
    "Procedure",
    "Registration",
    "Release",
    "ReleaseCase",
    "ReleaseFile",
    "ReleaseScope",
    "SignInSession",
    "Substitution",
    "Task",
    "Unit",
]
