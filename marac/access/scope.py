"""The see-rule: the one definition of what a viewer may see, for single loads, lists and counts alike.

A case is seen by a member of its conference whose role grants the act of this request, if the member belongs
to the conference's office or the member's agency holds a seat on the case today; never by someone excluded;
and on a sealed case only by the named. An item (a contribution, a sealed text) must besides be the viewer's
own agency's, or be shared and of a class that the viewer's membership is cleared for. A deputy named for single
meetings sees, of their agency's cases, those on the lists of these meetings (`stand_in`) and, of the conference's
meetings, these alone (`meeting_deputy`).

One case may besides be open to a member by break-glass: not while they are excluded, and on the page of that
case alone. The request's own address says which case that is (`viewer_case_id`; 0 for every list, search, count
and change, and for every act but those of the case's page), so whatever else is asked only compares two numbers
and looks nothing up.
"""

from typing import Any

from sqlalchemy import and_, bindparam, exists, inspect, or_
from sqlalchemy.sql import elements
from sqlalchemy.sql.selectable import FromClause

from marac.records import (
    BreakGlass,
    Case,
    Exclusion,
    Meeting,
    MeetingDeputy,
    Membership,
    NamedViewer,
    Referral,
    Seat,
    StandIn,
)

_CASE = Case.__table__  # type: ignore[attr-defined]
_MEETING = Meeting.__table__  # type: ignore[attr-defined]
# How a predicate is known to be the rule, and to be one that asks for all alike: the second wall is told of it.
SEE = {"see": True}
UPKEEP = {"see": True, "upkeep": True}


def _viewer(name: str) -> Any:
    return bindparam(f"viewer_{name}", required=True)


def selectable_of(entity: Any) -> FromClause:
    """The table or alias behind a record class, an alias of one, or a table itself."""
    found = inspect(entity)
    selectable: FromClause = found if isinstance(found, FromClause) else found.selectable
    return selectable


def scope_of(source: FromClause) -> str:
    """How a table (or an alias of one) is protected: case, item, conference, or the empty string."""
    while hasattr(source, "element"):
        source = source.element
    return str(source.info.get("scope", "")) if hasattr(source, "info") else ""


def _membership(conference_id: Any, *more: Any) -> Any:
    m = Membership.__table__.alias()  # type: ignore[attr-defined]
    return (
        exists()
        .where(
            m.c.user_id == _viewer("id"),
            m.c.conference_id == conference_id,
            m.c.role_bit.op("&")(_viewer("roles")) != 0,
            m.c.from_on <= _viewer("today"),
            m.c.until_on >= _viewer("today"),
            *[clause(m.c) for clause in more],
        )
        .correlate_except(m)
    )


def _seated(case_id: Any) -> Any:
    s = Seat.__table__.alias()  # type: ignore[attr-defined]
    return (
        exists()
        .where(
            s.c.case_id == case_id,
            s.c.agency_id == _viewer("agency_id"),
            s.c.opens_on <= _viewer("today"),
            s.c.closes_on >= _viewer("today"),
        )
        .correlate_except(s)
    )


def _standing_in(case_id: Any) -> Any:
    i = StandIn.__table__.alias()  # type: ignore[attr-defined]
    return (
        exists()
        .where(
            i.c.case_id == case_id,
            i.c.user_id == _viewer("id"),
            i.c.opens_on <= _viewer("today"),
            i.c.closes_on >= _viewer("today"),
        )
        .correlate_except(i)
    )


def _deputising(meeting_id: Any) -> Any:
    d = MeetingDeputy.__table__.alias()  # type: ignore[attr-defined]
    return (
        exists()
        .where(
            d.c.meeting_id == meeting_id,
            d.c.user_id == _viewer("id"),
            d.c.opens_on <= _viewer("today"),
            d.c.closes_on >= _viewer("today"),
        )
        .correlate_except(d)
    )


def _conference_rule(source: Any) -> Any:
    """Over a meeting, or a row of one: a member's, but of a deputy for single meetings only theirs."""
    meeting_id = source.c.id if _is_meeting(source) else source.c.meeting_id

    def entitled(m: Any) -> Any:
        return or_(m.is_per_meeting.is_(False), _deputising(meeting_id))

    return _membership(source.c.conference_id, entitled)


def _excluded(case_id: Any) -> Any:
    x = Exclusion.__table__.alias()  # type: ignore[attr-defined]
    return (
        exists()
        .where(
            x.c.case_id == case_id,
            x.c.lifted_at.is_(None),
            or_(x.c.user_id == _viewer("id"), x.c.agency_id == _viewer("agency_id")),
        )
        .correlate_except(x)
    )


def _named(case_id: Any) -> Any:
    n = NamedViewer.__table__.alias()  # type: ignore[attr-defined]
    return exists().where(n.c.case_id == case_id, n.c.user_id == _viewer("id")).correlate_except(n)


def _settled(case: Any) -> Any:
    """Accepted, and with no form that still waits for a decision on who must not receive information."""
    r = Referral.__table__.alias()  # type: ignore[attr-defined]
    undecided = exists().where(r.c.case_id == case.id, r.c.restriction_state == "undecided")
    is_accepted = or_(case.status == "open", case.status == "closed")
    return and_(is_accepted, ~undecided.correlate_except(r))


def _opened(case: Any) -> Any:
    b = BreakGlass.__table__.alias()  # type: ignore[attr-defined]
    grant = exists().where(
        b.c.user_id == _viewer("id"),
        b.c.case_id == case.id,
        b.c.opens_at <= _viewer("now"),
        b.c.closes_at > _viewer("now"),
    )
    return and_(case.id == _viewer("case_id"), grant.correlate_except(b), _settled(case))


def _item_rule(source: Any) -> Any:
    def clause(m: Any) -> Any:
        return or_(
            source.c.agency_id == _viewer("agency_id"),
            and_(source.c.is_shared.is_(True), m.clearance.op("&")(source.c.class_bit) != 0),
        )

    return clause


def _case_rule(case: Any, sources: list[Any]) -> Any:
    """The rule over case-like columns, with the item rules of `sources` inside the membership test."""
    items = [_item_rule(source) for source in sources if scope_of(source) == "item"]

    def entitled(m: Any) -> Any:
        seated = and_(_seated(case.id), or_(m.is_per_meeting.is_(False), _standing_in(case.id)))
        placed = or_(m.is_office.is_(True), seated)
        return or_(and_(placed, or_(case.is_sealed.is_(False), _named(case.id))), _opened(case))

    return and_(_membership(case.conference_id, entitled, *items), ~_excluded(case.id))


def see(*entities: Any) -> Any:
    """One predicate that covers every entity given: all tied to one case (or one conference) that passes
    the rule. Pass it as an argument of its own to `where`. Statements are built once, at import.

    Entities are record classes, their aliases, or their tables.
    """
    sources = [selectable_of(entity) for entity in entities]
    if all(scope_of(source) == "conference" for source in sources):
        predicate = and_(*[_conference_rule(source) for source in sources])
    else:
        predicate = _see_cases(sources)
    return elements.Grouping(predicate)._annotate(SEE)


def upkeep(*entities: Any) -> Any:
    """The rule under which seats and ties are derived: everything on the case, whoever happens to press the button.

    Somebody excluded from a case may publish the list it is on, and somebody not invited to a repeat may end
    the last action on the case before it; the others' seats must come out the same. So must who is who, though a
    case is hidden from whoever decides it, and who is kept from cases of the same people. For `access.seats`,
    `access.deputies`, `access.ties` and `access.successors` alone, which show nothing of it.
    """
    sources = [selectable_of(entity) for entity in entities]
    keys = [_case_key(source) for source in sources if scope_of(source) != "conference"]
    standing = [source.c.conference_id for source in sources if scope_of(source) == "conference"]
    present = [key.is_not(None) for key in (*keys, *standing)]
    return elements.Grouping(and_(*present, *[key == keys[0] for key in keys[1:]]))._annotate(UPKEEP)


def openable(source: Any) -> Any:
    """The rule under which somebody may open a case that they cannot see: a role that grants the act in its
    conference, a case that is accepted and settled, and no exclusion. For opening a case by break-glass, and for
    telling those who account for it or for what was seen, alone: it lets nothing of a case be read but that it is
    there.
    """
    return elements.Grouping(_openable(selectable_of(source).c))._annotate(UPKEEP)


def tellable(source: Any) -> Any:
    """The rule under which an auditor is told that something was seen or done on a case, without anything of it: as
    for opening it, and a sealed case only to the named. An entry of the ledger that names no case in its column may
    still name some in a list, and is told of for those of them that are tellable. For the record's pages alone.
    """
    case = selectable_of(source).c
    rule = and_(_openable(case), or_(case.is_sealed.is_(False), _named(case.id)))
    return elements.Grouping(rule)._annotate(UPKEEP)


def _openable(case: Any) -> Any:
    return and_(_membership(case.conference_id), ~_excluded(case.id), _settled(case))


def _case_key(source: Any) -> Any:
    return source.c.id if _is_case(source) else source.c.case_id


def _see_cases(sources: list[Any]) -> Any:
    standing = [source for source in sources if scope_of(source) == "conference"]
    scoped = [source for source in sources if scope_of(source) in ("case", "item")]
    anchor = next((source for source in scoped if _is_case(source)), None)
    if anchor is None:
        case = _CASE.alias()
        key = scoped[0].c.case_id
        predicate = exists().where(case.c.id == key, _case_rule(case.c, scoped)).correlate(*sources)
    else:
        key = anchor.c.id
        predicate = _case_rule(anchor.c, scoped)
    ties = [s.c.case_id == key for s in scoped if s is not anchor and s.c.case_id is not key]
    walls = [_conference_rule(source) for source in standing]
    return and_(predicate, *ties, *walls)


def _is_case(source: Any) -> bool:
    return _table_behind(source) is _CASE


def _is_meeting(source: Any) -> bool:
    return _table_behind(source) is _MEETING


def _table_behind(source: Any) -> Any:
    while hasattr(source, "element"):
        source = source.element
    return source
