"""All tables, one file a noun."""

from processes.tables.accounts import Account, SignInSession, SignInTally
from processes.tables.api_tokens import ApiToken
from processes.tables.base import Base
from processes.tables.batches import Batch, BatchItem
from processes.tables.calendars import CalendarChange
from processes.tables.comments import Comment, CommentMention
from processes.tables.documents import Document
from processes.tables.dossiers import Dossier, Execution, Matter
from processes.tables.follow_ups import FollowUp
from processes.tables.history import Event, Opening
from processes.tables.letters import Letter
from processes.tables.listings import Listing
from processes.tables.notices import Notice, NoticeChoice, NoticeMark
from processes.tables.numbering import Numbering
from processes.tables.organisation import Agency, Holding, Officer, OrganisationRevision, Post, Unit
from processes.tables.outbox import Message
from processes.tables.procedures import Procedure, Release, ReleaseCase, ReleaseFile, ReleaseScope
from processes.tables.registrations import Registration
from processes.tables.substitutions import OrganisationChange, Substitution
from processes.tables.tasks import Task
from processes.tables.views import SavedView

__all__ = [
    "Account",
    "Agency",
    "ApiToken",
    "Base",
    "Batch",
    "BatchItem",
    "CalendarChange",
    "Comment",
    "CommentMention",
    "Document",
    "Dossier",
    "Event",
    "Execution",
    "FollowUp",
    "Holding",
    "Letter",
    "Listing",
    "Matter",
    "Message",
    "Notice",
    "NoticeChoice",
    "NoticeMark",
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
    "SavedView",
    "SignInSession",
    "SignInTally",
    "Substitution",
    "Task",
    "Unit",
]
