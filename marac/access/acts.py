"""Everything a signed-in person can do. A view carries exactly one act; a role grants a set of them."""

from enum import StrEnum


class Act(StrEnum):
    """What a view lets somebody do."""

    ACCOUNT_USE = "account:use"
    ACCOUNT_ADMINISTER = "account:administer"
    CONFERENCE_VIEW = "conference:view"
    AUDIENCE_DECIDE = "audience:decide"
    AUDIENCE_AGREE = "audience:agree"
    REFERRAL_WRITE = "referral:write"
    REFERRAL_RECEIVE = "referral:receive"
    REFERRAL_REVIEW = "referral:review"
    PERSON_DECIDE = "person:decide"
    CASE_VIEW = "case:view"
    CASE_MANAGE = "case:manage"
    CASE_OPEN = "case:open"
    OPENING_REVIEW = "opening:review"
    CONTACT_REVEAL = "contact:reveal"
    EXCLUSION_DECIDE = "exclusion:decide"
    LIST_MANAGE = "list:manage"
    RESEARCH_CONTRIBUTE = "research:contribute"
    RESEARCH_CHASE = "research:chase"
    RESEARCH_LOAD = "research:load"
    MEETING_VIEW = "meeting:view"
    MEETING_RUN = "meeting:run"
    DEPUTY_NAME = "deputy:name"
    DEPUTY_WITHDRAW = "deputy:withdraw"
    DEPUTY_ALLOW = "deputy:allow"
    MINUTES_READ = "minutes:read"
    MINUTES_WRITE = "minutes:write"
    MINUTES_APPROVE = "minutes:approve"
    DOCUMENT_MAKE = "document:make"
    ACTION_VIEW = "action:view"
    ACTION_RECORD = "action:record"
    ACTION_UPDATE = "action:update"
    ACTION_DIRECT = "action:direct"
    ACTION_OVERSEE = "action:oversee"
    ACTION_SETTLE = "action:settle"
    AUDIT_CASE = "audit:case"
    AUDIT_OWN = "audit:own"
    AUDIT_LEDGER = "audit:ledger"


MEANINGS: dict[Act, str] = {
    Act.ACCOUNT_USE: "sign out, see one's first page, look after one's own account",
    Act.ACCOUNT_ADMINISTER: "open and close accounts and memberships; grants sight of no case",
    Act.CONFERENCE_VIEW: "see that a conference exists, its agencies, members and meeting dates",
    Act.AUDIENCE_DECIDE: "decide which agencies and roles of a conference are cleared for a class of sections",
    Act.AUDIENCE_AGREE: "agree that others read a class of sections which is one's own agency's to give, or refuse it",
    Act.REFERRAL_WRITE: "type in a referral and send it to the coordinator",
    Act.REFERRAL_RECEIVE: "upload referral forms",
    Act.REFERRAL_REVIEW: "check what was read from a form, correct and accept it",
    Act.PERSON_DECIDE: "say that two people are the same or not, and undo it",
    Act.CASE_VIEW: "read a case as one's agency may",
    Act.CASE_MANAGE: "change a case's own fields, close it, reopen it",
    Act.CASE_OPEN: "open one case of one's conference that one cannot see, for an hour, with a reason (break-glass)",
    Act.OPENING_REVIEW: "say whether somebody else's opening of a case by break-glass was justified",
    Act.CONTACT_REVEAL: "reveal a safe address or contact, one case at a time",
    Act.EXCLUSION_DECIDE: "keep a person or an agency from a case",
    Act.LIST_MANAGE: "put cases on a meeting's list, order, invite and publish",
    Act.RESEARCH_CONTRIBUTE: "write and share one's agency's research",
    Act.RESEARCH_CHASE: "see which agencies have answered",
    Act.RESEARCH_LOAD: "load research returns by command",
    Act.MEETING_VIEW: "see a meeting, its list and its state",
    Act.MEETING_RUN: "run a meeting: attendance, conflicts, risks, decisions, close",
    Act.DEPUTY_NAME: "name a colleague of one's own agency as deputy for one meeting",
    Act.DEPUTY_WITHDRAW: "withdraw a deputy for one meeting: any in the office, else those of one's own agency",
    Act.DEPUTY_ALLOW: "let somebody whom the office withdrew be named deputy for that meeting again",
    Act.MINUTES_READ: "read approved minutes as one's agency may",
    Act.MINUTES_WRITE: "amend the draft of the minutes",
    Act.MINUTES_APPROVE: "approve minutes, and amend approved ones with a reason",
    Act.DOCUMENT_MAKE: "make a Word copy for one's own agency",
    Act.ACTION_VIEW: "read an action and its history",
    Act.ACTION_RECORD: "record an action at a meeting",
    Act.ACTION_UPDATE: "acknowledge, note progress, complete or explain an action of one's agency",
    Act.ACTION_DIRECT: "reassign an action within one's agency, or ask for its transfer",
    Act.ACTION_OVERSEE: "see overdue and due-soon actions of one's agency or conference",
    Act.ACTION_SETTLE: "reopen, transfer, supersede or otherwise close an action",
    Act.AUDIT_CASE: "see who has seen a case",
    Act.AUDIT_OWN: "see who has read what one's agency shared",
    Act.AUDIT_LEDGER: "read the ledger, without case content",
}
