"""The words that are printed in a document whatever the case: the statement of substance and the labels."""

from dataclasses import dataclass

STATEMENT_OF_SUBSTANCE = (
    "Strictly confidential",
    "This document holds information that agencies shared to keep people safe. It is not to be discussed "
    "outside the conference, except where that is needed to carry out an action recorded here.",
    "It is not to be copied or passed on, whole or in part, unless the agencies whose information it holds "
    "agree. Keep it in a restricted section of your agency's records, where nobody connected with the people "
    "named in it can come across it.",
    "This copy was made for the one recipient named at the foot of every page.",
)


@dataclass(frozen=True, kw_only=True)
class Words:
    """The labels printed in a document; each kind of conference gives those that differ."""

    list_title: str = "List of cases"
    minutes_title: str = "Minutes"
    plan_title: str = "Action plan"
    case: str = "Case"
    people: str = "People"
    listed_as: str = "Listed as"
    criteria: str = "Criteria"
    referred_by: str = "Referred by"
    agencies: str = "Agencies asked"
    note: str = "Note"
    chair: str = "Chair"
    coordinator: str = "coordinator"
    risk: str = "Risk"
    action: str = "Action"
    agency: str = "Agency"
    owner: str = "Owner"
    due: str = "Due"
    subject: str = "About"
    pillar: str = "Pillar"
    status: str = "Status"
    outcome: str = "Outcome"
