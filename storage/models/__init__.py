"""The tables, one module a part of the school."""

from storage.models.attendance import AbsenceReport, Mark, MarkEntry, Register, ReportSession
from storage.models.base import Base
from storage.models.following import Case, CaseDay, CaseEvent, Task
from storage.models.messages import (
    Conversation,
    ConversationEvent,
    DeliveryEvent,
    InboundMessage,
    OutboundCase,
    OutboundMessage,
    RateBucket,
)
from storage.models.people import Address, Contact, ContactPoint, Enrolment, OptOut, Pupil, PupilContact
from storage.models.places import (
    Line,
    LineSchool,
    Organisation,
    PolicyVersion,
    RegistrationGroup,
    School,
    SchoolDay,
    Term,
)
from storage.models.staff import AuditEvent, Membership, SignInAttempt, User

__all__ = [
    "AbsenceReport",
    "Address",
    "AuditEvent",
    "Base",
    "Case",
    "CaseDay",
    "CaseEvent",
    "Contact",
    "ContactPoint",
    "Conversation",
    "ConversationEvent",
    "DeliveryEvent",
    "Enrolment",
    "InboundMessage",
    "Line",
    "LineSchool",
    "Mark",
    "MarkEntry",
    "Membership",
    "OptOut",
    "Organisation",
    "OutboundCase",
    "OutboundMessage",
    "PolicyVersion",
    "Pupil",
    "PupilContact",
    "RateBucket",
    "Register",
    "RegistrationGroup",
    "ReportSession",
    "School",
    "SchoolDay",
    "SignInAttempt",
    "Task",
    "Term",
    "User",
]
