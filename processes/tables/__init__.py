"""All tables, one file a noun."""

from processes.tables.accounts import Account, SignInSession, SignInTally
from processes.tables.alerts import Alert
from processes.tables.api_acts import ApiAct
from processes.tables.api_tokens import ApiToken
from processes.tables.applicant_notices import ApplicantNotice
from processes.tables.base import Base
from processes.tables.batches import Batch, BatchItem
from processes.tables.bundles import Bundle
from processes.tables.calendars import CalendarChange
from processes.tables.co_officers import CoOfficer
from processes.tables.cohorts import Cohort, CohortItem, CohortPoint
from processes.tables.comments import Comment, CommentMention
from processes.tables.consignments import Consignment, ConsignmentLine
from processes.tables.days import AgencyDay
from processes.tables.delegations import Delegation
from processes.tables.demonstration import DemonstrationYear
from processes.tables.designs import Design, DesignAct, DesignFile, DesignPresence
from processes.tables.documents import Document
from processes.tables.dossiers import Dossier, Execution, Matter
from processes.tables.event_logs import EventLogExport, Forecast, ForecastBasis
from processes.tables.follow_ups import FollowUp
from processes.tables.handoffs import Handoff, HandoffEvent
from processes.tables.history import Event, Opening
from processes.tables.letters import Letter
from processes.tables.listings import Listing
from processes.tables.mandates import Mandate
from processes.tables.nonces import Nonce
from processes.tables.notices import Notice, NoticeChoice, NoticeMark
from processes.tables.numbering import Numbering
from processes.tables.organisation import Agency, Holding, Officer, OrganisationRevision, Post, Unit
from processes.tables.originals import DesignOriginal
from processes.tables.outbox import Message, MessageAct
from processes.tables.partners import Partner
from processes.tables.procedures import Procedure, Release, ReleaseAct, ReleaseCase, ReleaseFile, ReleaseScope
from processes.tables.questions import Question
from processes.tables.registrations import Registration
from processes.tables.reminders import Reminder, ReminderMark, Rung
from processes.tables.reorganisations import Naming, Reorganisation, Successor
from processes.tables.rounds import Round
from processes.tables.substitutions import OrganisationChange, Substitution
from processes.tables.tasks import Task
from processes.tables.urgings import UrgingLetter, UrgingLine
from processes.tables.views import SavedView

__all__ = [
    "Account",
    "Agency",
    "AgencyDay",
    "Alert",
    "ApiAct",
    "ApiToken",
    "ApplicantNotice",
    "Base",
    "Batch",
    "BatchItem",
    "Bundle",
    "CalendarChange",
    "CoOfficer",
    "Cohort",
    "CohortItem",
    "CohortPoint",
    "Comment",
    "CommentMention",
    "Consignment",
    "ConsignmentLine",
    "Delegation",
    "DemonstrationYear",
    "Design",
    "DesignAct",
    "DesignFile",
    "DesignOriginal",
    "DesignPresence",
    "Document",
    "Dossier",
    "Event",
    "EventLogExport",
    "Execution",
    "FollowUp",
    "Forecast",
    "ForecastBasis",
    "Handoff",
    "HandoffEvent",
    "Holding",
    "Letter",
    "Listing",
    "Mandate",
    "Matter",
    "Message",
    "MessageAct",
    "Naming",
    "Nonce",
    "Notice",
    "NoticeChoice",
    "NoticeMark",
    "Numbering",
    "Officer",
    "Opening",
    "OrganisationChange",
    "OrganisationRevision",
    "Partner",
    "Post",
    "Procedure",
    "Question",
    "Registration",
    "Release",
    "ReleaseAct",
    "ReleaseCase",
    "ReleaseFile",
    "ReleaseScope",
    "Reminder",
    "ReminderMark",
    "Reorganisation",
    "Round",
    "Rung",
    "SavedView",
    "SignInSession",
    "SignInTally",
    "Substitution",
    "Successor",
    "Task",
    "Unit",
    "UrgingLetter",
    "UrgingLine",
]
