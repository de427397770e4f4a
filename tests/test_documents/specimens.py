"""Documents of an evidently fictional conference, for the tests in this folder to read back."""

import dataclasses
import io
import zipfile
from datetime import UTC, datetime

from marac.documents.model import (
    Action,
    ActionPlan,
    AgencyInformation,
    AgendaItem,
    Attendance,
    Bullets,
    CaseMinutes,
    Column,
    Confidentiality,
    Copy,
    Entry,
    Heading,
    Labelled,
    MeetingHeading,
    MeetingList,
    Minutes,
    Observer,
    Paragraphs,
    PlanGroup,
    Presence,
    Risk,
    Section,
    Table,
    Views,
)
from marac.documents.wording import Words

COPY = Copy(
    recipient_name="Housing Testperson",
    recipient_agency="Northtown Housing",
    made_at=datetime(2026, 4, 3, 13, 3, 22, tzinfo=UTC),
    made_at_london="3 April 2026 at 14:03",
    copy_number="7",
    ledger_position="10,482",
    reference="NT-M-2026-04",
    receipt="size 10,482, root 3f9a0c77d1",
)

MEETING = MeetingHeading(
    conference="Northtown Marac",
    kind="Marac",
    sitting="Scheduled meeting",
    on="Friday 3 April 2026",
    chair="Chair Testperson, Northtown Police",
    reference="NT-M-2026-04",
)

HEADINGS = (
    Heading("attendance", "Attendance"),
    Heading("observers", "Observers"),
    Heading("confidentiality", "Confidentiality"),
    Heading("conflicts", "Conflicts of interest"),
    Heading("outstanding", "Outstanding actions"),
    Heading("cases", "Cases"),
    Heading("next", "Next meeting"),
)

CASE_HEADINGS = (
    Heading("views", "The victim's views"),
    Heading("information", "Information shared"),
    Heading("summary", "Chair's summary of the risks"),
    Heading("risks", "Risks and actions"),
    Heading("rosh", "Risk of serious harm"),
    Heading("disclosure", "Disclosure to a third party"),
    Heading("decision", "Decision"),
    Heading("rationale", "Rationale"),
    Heading("dissent", "Differing views"),
)


def action(number: int = 1, **changed: str) -> Action:
    """Return one action, with any of its words changed."""
    made = Action(
        action=f"Fit sound locks and report back, job {number}",
        agency="Northtown Housing",
        owner="Housing Testperson",
        due="Tuesday 7 April 2026 at 12:00",
        status="Open",
        case=f"NT-2026-{number:04}",
        risk="He knows where she lives",
        subject="Victim",
    )
    return dataclasses.replace(made, **changed)


def case_minutes(number: int = 1) -> CaseMinutes:
    """Return the minutes of one case with every part in use."""
    police = AgencyInformation(
        "Northtown Police",
        (
            Entry("Three calls to the address since January.", "Fact", "Call log", "28 March 2026"),
            Entry(
                "The contact is becoming more frequent.", "Professional opinion", "Officer in the case", ""
            ),
        ),
    )
    risks = (
        Risk(
            "He knows where she lives", (action(number), action(number, action="Move the child's school run"))
        ),
        Risk("Money is held back from her", reason_for_none="The bank closed the joint account on 1 April."),
    )
    rosh = Table(
        "Risk of serious harm by group",
        (Column("Who", 2), Column("Level", 1), Column("What raises it", 3)),
        (("Known adult", "High", "Contact after drinking"), ("Children", "Medium", "School run")),
    )
    return CaseMinutes(
        reference=f"NT-2026-{number:04}",
        identifiers=("Victim: Alpha Fictional, born 1 January 1990", "Alleged perpetrator: Omega Fictional"),
        history="Repeat: last referred 2 November 2025",
        criteria=("Visible high risk: 17 of 24", "Potential escalation"),
        fields=(("Children", "Two, aged 4 and 7"),),
        views=Views("She wants to stay in her home and is afraid of the nights.", "Idva", "1 April 2026"),
        information=(police, AgencyInformation("Northtown Hospital", note="Nothing known.")),
        summary="Contact is more frequent and closer to home.",
        risks=risks,
        decision="The plan above is agreed.",
        rationale="The pattern changed in March.",
        dissent="Northtown Probation would have asked for a second meeting within two weeks.",
        disclosure="Considered, not disclosed, because the employer already knows.",
        sections=(Section("rosh", (rosh,)),),
        withheld=2,
    )


def minutes(cases: int = 2) -> Minutes:
    """Return the minutes of a meeting that heard so many cases."""
    return Minutes(
        meeting=MEETING,
        headings=HEADINGS,
        case_headings=CASE_HEADINGS,
        attendance=(
            Attendance("Northtown Police", "Police Testperson", Presence.PRESENT),
            Attendance("Northtown Housing", "Deputy Testperson", Presence.DEPUTY),
            Attendance("Northtown Hospital", "Hospital Testperson", Presence.APOLOGIES_WITH_REPORT),
            Attendance("Northtown Education", "Education Testperson", Presence.APOLOGIES),
            Attendance("Northtown Probation", "Probation Testperson", Presence.ABSENT),
        ),
        observers=(Observer("Student Testperson", "Northtown College", "Signed 3 April 2026"),),
        confidentiality=Confidentiality(
            "What is said here stays here.", "Coordinator Testperson", "3 April, 09:02"
        ),
        conflicts=1,
        outstanding=(action(9, status="Complete", outcome="Locks fitted on 30 March, photographs kept."),),
        cases=tuple(case_minutes(number) for number in range(1, cases + 1)),
        sections=(Section("next", (Paragraphs(("Friday 1 May 2026 at 09:00.",)),)),),
    )


def meeting_list(cases: int = 4) -> MeetingList:
    """Return a list of so many cases."""
    listed = tuple(
        AgendaItem(
            number=str(number),
            starts=f"{9 + number // 4:02}:{number % 4 * 15:02}",
            reference=f"NT-2026-{number:04}",
            identifiers=(
                "Victim: Alpha Fictional, born 1 January 1990",
                "Alleged perpetrator: Omega Fictional",
            ),
            history="Repeat",
            criteria=("Visible high risk",),
            referred_by="Northtown Police",
            agencies=("Northtown Housing", "Northtown Hospital"),
        )
        for number in range(1, cases + 1)
    )
    order = Section(
        "order",
        (
            Labelled((("Opens", "09:00"), ("Closes", "12:30"))),
            Bullets(("Welcome and attendance", "Confidentiality", "Outstanding actions", "Cases")),
        ),
    )
    headings = (Heading("order", "Running order"), Heading("cases", "Cases"))
    return MeetingList(meeting=MEETING, headings=headings, cases=listed, sections=(order,))


def action_plan(actions: int = 6) -> ActionPlan:
    """Return a plan by agency, the actions split between two agencies."""
    rows = [action(number, pillar="Victim safety") for number in range(1, actions + 1)]
    police = tuple(dataclasses.replace(row, agency="Northtown Police") for row in rows[::2])
    groups = (
        PlanGroup("Northtown Police", police, ("Send progress before the next meeting.",)),
        PlanGroup("Northtown Housing", tuple(rows[1::2])),
    )
    return ActionPlan(meeting=MEETING, groups=groups, words=Words(pillar="Part of the plan"))


def parts_of(document: bytes) -> dict[str, str]:
    """Return every part of the file as text, by its name."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return {name: package.read(name).decode("utf-8") for name in package.namelist()}
