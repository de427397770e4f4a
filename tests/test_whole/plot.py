"""The order in which the story happens. `full_world` makes all of it on an empty peopled database."""

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.access.scope import see
from marac.actions import operations as actions
from marac.cases import opening, openings
from marac.cases import operations as cases
from marac.contributions.revealing import reveal_contact
from marac.contributions.wording import SAFE_CONTACT, VIEWS
from marac.documents import operations as documents
from marac.documents.drafting import latest_minutes
from marac.meetings import listing, running
from marac.meetings.deputising import name_deputy, withdraw_deputy
from marac.records import AgendaItem, Case, Contribution, Exclusion, MinutesSection, Referral, Text
from marac.records.base import columns
from marac.referrals import operations as referrals
from marac.referrals.reading import read_form
from tests.test_administration.deciding import decided, default
from tests.test_meetings.deputies import colleague
from tests.test_reading.forms import layout_a, saved
from tests.test_whole.plot_beside import level_two, panel
from tests.test_whole.sittings import (
    CLASSES,
    act_on,
    answer,
    approve,
    close,
    date_back,
    decide,
    hear,
    list_cases,
    open_meeting,
    publish,
    write,
)
from tests.test_whole.story import (
    BRIDGE,
    CHILDREN,
    CPS,
    HEALTH,
    HOUSING,
    IDVA,
    POLICE,
    PROBATION,
    Told,
    days_ago,
    decide_same,
    due,
    refer,
    send,
    start_draft,
)
from tests.world import MARAC, World

UPDATE, SETTLE, DIRECT = Act.ACTION_UPDATE, Act.ACTION_SETTLE, Act.ACTION_DIRECT
STANDING = (POLICE, PROBATION, HEALTH, IDVA, CHILDREN, CPS, HOUSING)
AGREED = "actions_agreed"

_K, _Q, _X = (columns(each) for each in (Contribution, MinutesSection, Exclusion))
_SAFE_CONTACT = select(_K.id).where(
    _K.case_id == bindparam("case_id"), _K.section_class == SAFE_CONTACT, see(Contribution)
)
_EXCLUSIONS = select(_X.id).where(_X.case_id == bindparam("case_id"), _X.lifted_at.is_(None), see(Exclusion))
_SUMMARIES = select(_Q.id, _Q.version, _Q.case_id).where(
    _Q.minutes_id == bindparam("minutes_id"), _Q.source.like("summary:%"), see(MinutesSection)
)


def full_world(world: World) -> Told:
    """Everything, from the past to the referral that came today."""
    told = Told(world)
    with clock.at(days_ago(100)):
        refer(told, "earlier", MARAC, POLICE, "polly")
        refer(told, "window", MARAC, POLICE, "polly")
        list_cases(told, "past", MARAC, 8, "earlier", "window")
        publish(told, "past", MARAC)
    with clock.at(days_ago(95)):
        write(told, "past", "earlier", HEALTH, "standard", state="shared")
        write(told, "past", "window", HEALTH, "standard", state="shared")
    with clock.at(days_ago(92)):
        _hold_past(told)
    with clock.at(days_ago(20)):
        _refer_recent(told)
    with clock.at(days_ago(15)):
        _research_recent(told)
    with clock.at(days_ago(8)):
        _hold_recent(told)
    with clock.at(days_ago(7)):
        _after_recent(told)
    _amend(told)
    _coming(told)
    _stand_in(told)
    _ask_police(told)
    _reveal(told)
    _running(told)
    _open_past_the_rule(told)
    _waiting(told)
    level_two(told)
    panel(told)
    return told


def _hold_past(told: Told) -> None:
    open_meeting(told, "past", MARAC)
    heard = hear(told, "past", "earlier", (POLICE, PROBATION, HOUSING))
    gone = hear(told, "past", "window", (POLICE,))
    for case in ("earlier", "window"):
        decide(told, "past", case, AGREED)
    close(told, "past", MARAC)
    approve(told, "past", MARAC)
    for case, action_id in (("earlier", heard.action_ids[PROBATION]), ("window", gone.action_ids[POLICE])):
        agency, who = (PROBATION, "pravin") if case == "earlier" else (POLICE, "polly")
        done = [told.sower.sow(case, Text.ACTION_NOTE, "summary", agency) for _ in range(2)]
        act_on(told, who, action_id, actions.complete, *done, clock.today(), act=UPDATE)
    note = told.sower.sow("earlier", Text.ACTION_NOTE, "summary", POLICE)
    act_on(told, "polly", heard.action_ids[POLICE], actions.note_progress, note, act=UPDATE)


def _refer_recent(told: Told) -> None:
    start_draft(told, "main", MARAC, POLICE, "polly", children=2)
    send(told, "main", "polly")
    decide_same(told, "main", "earlier", "victim", "perpetrator")
    _accept(told, "main")
    refer(told, "kept", MARAC, IDVA, "ida")
    decide_same(told, "kept", "main", "perpetrator")
    decide_same(told, "kept", "main", "victim", decision="different")
    _exclude(told, "kept", agency=CHILDREN)
    list_cases(told, "recent", MARAC, 12, "main", "kept")
    with told.by("carol", Act.LIST_MANAGE) as session:
        listing.invite(session, told.items["recent", "main"], told.world.agency(BRIDGE))
    publish(told, "recent", MARAC)


def _accept(told: Told, case: str) -> None:
    with told.by("carol", Act.REFERRAL_REVIEW) as session:
        sent = get(session, Referral, told.referrals[case])
        referrals.accept_referral(session, sent.id, sent.version)


def _exclude(told: Told, case: str, *, agency: str = "", person: str = "") -> None:
    with told.by("carol", Act.EXCLUSION_DECIDE) as session:
        cases.exclude(
            session,
            told.cases[case],
            agency_id=told.world.agency(agency) if agency else None,
            user_id=told.world.person(person) if person else None,
            reason=told.sower.sow(case, Text.EXCLUSION_REASON, "office"),
        )


def _research_recent(told: Told) -> None:
    for agency in (*STANDING, BRIDGE):
        for its_class in CLASSES:
            write(told, "recent", "main", agency, its_class, state="shared")
        write(told, "recent", "main", agency, "standard", state="withheld")
        answer(told, "recent", "main", agency)
    write(told, "recent", "main", IDVA, "standard", state="shared", kind=VIEWS)
    for agency in (POLICE, HOUSING):
        write(told, "recent", "kept", agency, "standard", state="shared")
        answer(told, "recent", "kept", agency)
    write(told, "recent", "kept", HOUSING, "standard", state="draft")
    answer(told, "recent", "kept", PROBATION, nothing=True)


def _hold_recent(told: Told) -> None:
    open_meeting(told, "recent", MARAC)
    with told.by("carol", Act.MEETING_RUN) as session:
        reason = told.sower.sow("kept", Text.EXCLUSION_REASON, "office")
        chidi = told.world.person("chidi")
        running.declare_conflict(session, told.meetings["recent"], chidi, told.cases["kept"], reason)
    heard = hear(told, "recent", "main", (POLICE, PROBATION, HEALTH, IDVA, HOUSING, BRIDGE))
    kept = hear(told, "recent", "kept", (POLICE, HOUSING))
    decide(told, "recent", "main", AGREED)
    decide(told, "recent", "kept", "deferred")
    close(told, "recent", MARAC)
    approve(told, "recent", MARAC)
    _later_life(told, heard.action_ids)
    note = told.sower.sow("kept", Text.ACTION_NOTE, "summary", HOUSING)
    act_on(told, "horatio", kept.action_ids[HOUSING], actions.note_progress, note, act=UPDATE)


def _later_life(told: Told, made: dict[str, int]) -> None:
    def note(agency: str) -> str:
        return told.sower.sow("main", Text.ACTION_NOTE, "summary", agency)

    act_on(told, "polly", made[POLICE], actions.acknowledge, act=UPDATE)
    act_on(told, "pravin", made[PROBATION], actions.note_progress, note(PROBATION), act=UPDATE)
    act_on(
        told, "hana", made[HEALTH], actions.complete, note(HEALTH), note(HEALTH), clock.today(), act=UPDATE
    )
    status = "not_completed_circumstances"
    act_on(told, "ida", made[IDVA], actions.mark_not_completed, status, note(IDVA), note(IDVA), act=UPDATE)
    bridge = told.world.agency(BRIDGE)
    act_on(told, "horatio", made[HOUSING], actions.ask_transfer, bridge, note(HOUSING), act=DIRECT)
    settled = note("northtown-partnership")
    act_on(told, "carol", made[BRIDGE], actions.settle_action, "superseded", settled, act=SETTLE)
    act_on(told, "carol", made[IDVA], actions.reopen, note("northtown-partnership"), due(20), act=SETTLE)
    petra = told.world.person("petra")
    act_on(told, "polly", made[POLICE], actions.reassign, petra, note(POLICE), act=DIRECT)


def _after_recent(told: Told) -> None:
    """Horatio is kept from a case on which he has worked; Audley was kept from another by mistake."""
    _exclude(told, "kept", person="horatio")
    list_cases(told, "coming", MARAC, 14)
    _exclude(told, "main", person="audley")
    with told.by("carol", Act.EXCLUSION_DECIDE) as session:
        found = session.rows(_EXCLUSIONS, {"case_id": told.cases["main"]})
        reason = told.sower.sow("main", Text.EXCLUSION_LIFTED, "office")
        cases.lift_exclusion(session, found[0].id, reason)


def _amend(told: Told) -> None:
    """A second version of the recent minutes: one paragraph changed, not approved."""
    with told.by("chidi", Act.MINUTES_APPROVE) as session:
        documents.start_amendment(session, told.meetings["recent"])
    with told.by("carol", Act.MINUTES_WRITE) as session:
        draft = latest_minutes(session, told.meetings["recent"])
        assert draft is not None
        row = next(
            each
            for each in session.rows(_SUMMARIES, {"minutes_id": draft.id})
            if each.case_id == told.cases["main"]
        )
        words = told.sower.sow("main", Text.MINUTES_SECTION, "summary", about="amended draft")
        why = told.sower.sow("main", Text.MINUTES_REASON, "summary", about="amended draft")
        documents.amend_section(session, row.id, row.version, words, why)


def _coming(told: Told) -> None:
    with clock.at(days_ago(6)):
        refer(told, "coming", MARAC, POLICE, "polly")
        refer(told, "sealed", MARAC, POLICE, "polly")
        refer(told, "unpublished", MARAC, POLICE, "polly")
        for case in ("coming", "kept", "sealed"):
            with told.by("carol", Act.LIST_MANAGE) as session:
                listed = listing.list_case(session, told.meetings["coming"], told.cases[case])
                told.items["coming", case] = listed.id
        with told.by("carol", Act.LIST_MANAGE) as session:
            listing.uninvite(session, told.items["coming", "coming"], told.world.agency(CPS))
        publish(told, "coming", MARAC)
        list_cases(told, "later", MARAC, 34, "unpublished")
        with told.by("carol", Act.CASE_MANAGE) as session:
            named = [told.world.person(name) for name in ("carol", "chidi", "polly")]
            version = get(session, Case, told.cases["sealed"]).version
            cases.name_viewers(session, told.cases["sealed"], version, True, named)
    with clock.at(days_ago(2)):
        for agency in (POLICE, PROBATION, HEALTH, IDVA, CHILDREN, HOUSING):
            write(told, "coming", "coming", agency, "standard", state="draft")
            write(told, "coming", "coming", agency, "health", state="withheld")
        write(told, "coming", "coming", POLICE, "standard", state="draft", who="petra")
        write(told, "coming", "coming", HEALTH, "standard", state="shared")
        write(told, "coming", "coming", IDVA, "safe_contact", state="shared")
        write(told, "coming", "sealed", POLICE, "standard", state="shared")
        answer(told, "coming", "sealed", POLICE)
        write(told, "coming", "kept", POLICE, "standard", state="shared")
        answer(told, "coming", "kept", POLICE)
        date_back(told, "coming", "kept", POLICE, 30)


def _stand_in(told: Told) -> None:
    """Pravin and Hana name colleagues without a role of their own; the office withdraws Hana's. Nobody for the next."""
    wren, ibis = colleague(told.world, "wren", PROBATION), colleague(told.world, "ibis", HEALTH)
    for who, chosen in (("pravin", wren), ("hana", ibis)):
        with told.by(who, Act.DEPUTY_NAME) as session:
            name_deputy(session, told.meetings["coming"], chosen)
    with told.by("carol", Act.DEPUTY_WITHDRAW) as session:
        withdraw_deputy(session, told.meetings["coming"], ibis)


def _ask_police(told: Told) -> None:
    """The chair would have probation read police intelligence; the police have not answered."""
    readers = default(told.world, "police_intelligence") | {("probation", "representative")}
    decided(told.world, "police_intelligence", readers)


def _reveal(told: Told) -> None:
    """Polly reveals a safe contact; Carol is told and has not said that she saw it."""
    with told.world.looking("polly", Act.CONTACT_REVEAL) as session:
        bound = {"case_id": told.cases["coming"]}
        reveal_contact(session, session.row(_SAFE_CONTACT, bound).id)


def _open_past_the_rule(told: Told) -> None:
    """Sunny opened a case by break-glass twice: one opening is reviewed, the other waits, and both are over."""
    for days in (1, 0.2):
        with clock.at(days_ago(days)):
            with told.by("carol", Act.CASE_VIEW) as session:
                reference = get(session, Case, told.cases["coming"]).reference
            with told.by("sunny", Act.CASE_OPEN) as session:
                words = told.sower.sow("coming", Text.OPENING_REASON, "office")
                asked = opening.Asking(reference, "somebody_may_be_in_danger_now", words)
                opening.open_case(session, session.viewer.seats[0], asked)
            if days == 1:
                with told.by("carol", Act.OPENING_REVIEW) as session:
                    (waiting,) = openings.openings_waiting(session)
                    words = told.sower.sow("coming", Text.OPENING_REVIEW, "office")
                    openings.review_opening(session, waiting.id, True, words)


def _running(told: Told) -> None:
    with clock.at(days_ago(5)):
        refer(told, "running", MARAC, PROBATION, "pravin")
        list_cases(told, "sitting", MARAC, 5, "running")
        publish(told, "sitting", MARAC)
        write(told, "sitting", "running", HEALTH, "health", state="shared")
        write(told, "sitting", "running", POLICE, "standard", state="shared")
        answer(told, "sitting", "running", POLICE)
    open_meeting(told, "sitting", MARAC)
    hear(told, "sitting", "running", (POLICE, CPS))
    with told.by("carol", Act.MEETING_RUN) as session:
        item_id = told.items["sitting", "running"]
        texts = [
            told.sower.sow("running", kind, "summary")
            for kind in (Text.MEETING_SUMMARY, Text.MEETING_RATIONALE, Text.MEETING_DISSENT)
        ]
        version = get(session, AgendaItem, item_id).version
        running.write_case_record(session, item_id, version, *texts)


def _waiting(told: Told) -> None:
    start_draft(told, "draft", MARAC, HOUSING, "horatio")
    start_draft(told, "sent", MARAC, HOUSING, "horatio")
    send(told, "sent", "horatio")
    start_draft(told, "aside", MARAC, POLICE, "polly")
    send(told, "aside", "polly")
    with told.by("carol", Act.REFERRAL_REVIEW) as session:
        sent = get(session, Referral, told.referrals["aside"])
        reason = told.sower.sow("aside", Text.REFERRAL_REASON, "office")
        referrals.set_aside_referral(session, sent.id, sent.version, reason)
    _receive_word(told)


def _receive_word(told: Told) -> None:
    """A Word form that asks for something to be kept from somebody; its agency is not of the conference."""
    sower, in_file = told.sower, ((Text.REFERRAL_FILE, "office"), (Text.REFERRAL_WORDS, "office"))
    told.conference_of["word"], told.referring["word"] = MARAC, PROBATION
    form = layout_a(
        {
            "Victim name": sower.name("word", "victim", PROBATION, also=in_file),
            "Perpetrator name": sower.name("word", "perpetrator", PROBATION, also=in_file),
            "Address": sower.sow(
                "word",
                Text.PARTY_CONTACT,
                "summary",
                PROBATION,
                also=((Text.REFERRAL_FORM, "office"), *in_file),
            ),
            "Victim address": sower.sow(
                "word",
                Text.PARTY_CONTACT,
                "safe_contact",
                PROBATION,
                also=((Text.REFERRAL_FORM, "office"), *in_file),
            ),
            "Background and reason for referral": sower.sow(
                "word",
                Text.CASE_SUMMARY,
                "summary",
                PROBATION,
                also=((Text.REFERRAL_FORM, "office"), *in_file),
            ),
            "Agencies that must not see this form": sower.sow(
                "word", Text.REFERRAL_FORM, "office", PROBATION, also=in_file
            ),
        }
    )
    content = saved(form)
    with told.by("carol", Act.REFERRAL_RECEIVE) as session:
        made = referrals.receive_form(session, told.world.conference(MARAC), content, read_form(content))
        told.referrals["word"], told.cases["word"] = made.id, made.case_id
        told.references["word"] = get(session, Case, made.case_id).reference
