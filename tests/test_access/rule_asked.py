"""The see-rule, asked by everybody over the facts of the model, by every shape of statement that there is."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import select

from marac.access.acts import Act
from marac.access.scope import openable, see, tellable, upkeep
from marac.access.viewer import Viewer
from marac.db import Database, Session
from marac.records import Action, Attendance, Case, Contribution, Meeting
from marac.records.base import columns
from tests.test_access.rule_model import TODAY, Asker, Facts, Model, Row

C, K, M, A, T = (columns(each) for each in (Case, Contribution, Meeting, Attendance, Action))
Pairs = set[tuple[int, ...]]


def _each(rows: Iterable[Row], test: Callable[[Row], bool]) -> Pairs:
    return {(row["id"],) for row in rows if test(row)}


def promised(asker: Asker, model: Model) -> dict[str, Pairs]:
    """What somebody should get from each statement."""
    rows = model.rows
    seen = [case for case in rows[Case] if model.sees(asker, case)]
    read = [item for item in rows[Contribution] if model.reads(asker, item)]
    met = [meeting for meeting in rows[Meeting] if model.attends(asker, meeting)]
    return {
        "cases": {(case["id"],) for case in seen},
        "actions": {(action["id"],) for action in rows[Action] for case in seen if action["case_id"] == case["id"]},
        "items": {(item["id"],) for item in read},
        "cases with items": {(item["case_id"], item["id"]) for item in read},
        "items with actions": {
            (item["id"], action["id"]) for item in read for action in rows[Action]
            if item["case_id"] == action["case_id"]
        },
        "meetings": {(meeting["id"],) for meeting in met},
        "attendances": {(row["id"],) for row in rows[Attendance] for m in met if row["meeting_id"] == m["id"]},
        "cases with meetings": {
            (case["id"], meeting["id"]) for case in seen for meeting in met
            if case["conference_id"] == meeting["conference_id"]
        },
        "to open": _each(rows[Case], lambda case: model.opens(asker, case)),
        "to tell": _each(rows[Case], lambda case: model.is_told_of(asker, case)),
        "upkeep": {(row["case_id"], row["id"]) for row in rows[Action]},
    }  # fmt: skip


STATEMENTS: dict[str, Any] = {
    "cases": select(C.id).where(see(Case)),
    "actions": select(T.id).where(see(Action)),
    "items": select(K.id).where(see(Contribution)),
    "cases with items": select(C.id, K.id).where(see(Case, Contribution)),
    "items with actions": select(K.id, T.id).where(see(Contribution, Action)),
    "meetings": select(M.id).where(see(Meeting)),
    "attendances": select(A.id).where(see(Attendance)),
    "cases with meetings": select(C.id, M.id).where(C.conference_id == M.conference_id, see(Case, Meeting)),
    "to open": select(C.id).where(openable(Case)),
    "to tell": select(C.id).where(tellable(Case)),
    "upkeep": select(C.id, T.id).where(upkeep(Case, Action)),
}


def given(store: Database, asker: Asker) -> dict[str, Pairs]:
    """What somebody gets from each statement."""
    viewer = Viewer(asker.user_id, "X", asker.agency_id, "X", "police", False, (), TODAY)
    with Session(store.writer, viewer, Act.CASE_VIEW) as session:
        session.see = asker.parameters()
        return {name: set(map(tuple, session.rows(each))) for name, each in STATEMENTS.items()}


def disagreements(store: Database, facts: Facts) -> Iterator[tuple[Asker, str]]:
    """Who gets from which statement what the model does not promise."""
    model = Model(facts)
    for asker in facts.askers():
        ours, theirs = promised(asker, model), given(store, asker)
        yield from ((asker, name) for name in STATEMENTS if ours[name] != theirs[name])
