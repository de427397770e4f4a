"""No case byte leaves before its entry is committed: on every way a page can end, well or badly."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import InternalError

from marac import db
from marac.access.acts import Act
from marac.audit import ledger
from tests.databases import IS_POSTGRESQL, behind
from tests.test_access.ground import SHARED, prepare
from tests.test_audit import stage as pages
from tests.test_audit.stage import BARE, Stage
from tests.world import World

CANARY = SHARED.encode()
BREAKS: dict[str, Callable[[World], None]] = {
    "append": pages.break_append,
    "commit": pages.break_commit,
    "table": pages.break_table,
}


@pytest.fixture
def stage(world: World) -> Iterator[Stage]:
    pages.set_stage(world)
    yield Stage(prepare(world))


def ask(stage: Stage, view: str, method: str = "GET", name: str = "polly", **typed: Any) -> Any:
    """Ask for one of the stage's pages about the seen case; the answer is taken as it comes."""
    browser = stage.world.client(name)
    case_id = typed.pop("case_id", stage.ground.seen.case_id)
    if method == "POST":
        typed = {"data": {"csrf_token": browser.csrf_token(), **typed}}
    return browser.client.open(f"/stage/{view}/{case_id}", method=method, **typed)


def test_a_page_is_shown_once_its_entry_is_committed(stage: Stage) -> None:
    count = stage.count()
    answer = ask(stage, "show")
    assert (answer.status_code, CANARY in answer.data) == (200, True)
    assert stage.since(count) == ["CaseShown"]


def test_what_is_opened_late_is_recorded_all_the_same(stage: Stage) -> None:
    count = stage.count()
    assert CANARY in ask(stage, "late").data
    assert stage.since(count) == ["CaseShown"]


def test_an_error_handler_that_shows_the_text_has_shown_it(stage: Stage) -> None:
    count = stage.count()
    assert CANARY in ask(stage, "handled").data
    assert stage.since(count) == ["CaseShown"]


@pytest.mark.parametrize(
    "view", ["silent", "late_silent", "stream", "file", "own_missing", "own_failure", "late_missing"]
)
def test_a_page_that_cannot_be_accounted_for_is_withheld(view: str, stage: Stage) -> None:
    answer = ask(stage, view)
    assert answer.status_code == 503
    assert BARE in answer.data
    assert CANARY not in answer.data and b"NM-SEEN" not in answer.data


@pytest.mark.parametrize("view", ["boom", "own_failure", "late_missing", "stream", "file"])
def test_what_was_not_shown_is_not_on_the_record(view: str, stage: Stage) -> None:
    count = stage.count()
    assert CANARY not in ask(stage, view).data
    assert "CaseShown" not in stage.since(count)


def test_a_page_that_fails_after_reading_tells_nothing(stage: Stage, caplog: Any) -> None:
    answer = ask(stage, "boom")
    assert answer.status_code == 500
    assert CANARY not in answer.data
    assert SHARED not in caplog.text


@pytest.mark.parametrize("view", ["moved", "moved_with_page"])
def test_a_redirect_has_no_text(view: str, stage: Stage) -> None:
    answer = ask(stage, view)
    assert answer.status_code == 302
    assert answer.data == b""


@pytest.mark.parametrize("view", ["writes_on_get", "flushes_on_get"])
def test_a_get_changes_nothing(view: str, stage: Stage) -> None:
    answer = ask(stage, view)
    assert answer.status_code in (500, 503)
    assert CANARY not in answer.data
    assert stage.status_of(stage.ground.seen.case_id) == "open"


@pytest.mark.parametrize("broken", BREAKS)
@pytest.mark.parametrize(
    ("view", "method"),
    [
        ("show", "GET"),
        ("show", "HEAD"),
        ("late", "GET"),
        ("handled", "GET"),
        ("alter", "POST"),
        ("alter_and_show", "POST"),
        ("alter_and_show_again", "POST"),
    ],
)
def test_without_the_ledger_nothing_is_shown_and_nothing_changed(
    view: str, method: str, broken: str, stage: Stage
) -> None:
    token = stage.world.client("polly")
    csrf = token.csrf_token()
    BREAKS[broken](stage.world)
    data = {"csrf_token": csrf} if method == "POST" else None
    answer = token.client.open(f"/stage/{view}/{stage.ground.seen.case_id}", method=method, data=data)
    assert answer.status_code == 503
    assert CANARY not in answer.data
    assert method == "HEAD" or BARE in answer.data
    assert "Location" not in answer.headers
    assert stage.status_of(stage.ground.seen.case_id) == "open"


@pytest.mark.parametrize(("view", "method"), [("show", "GET"), ("alter", "POST")])
def test_a_lock_that_somebody_else_holds_is_a_503(
    view: str, method: str, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.2)
    browser = stage.world.client("polly")
    data = {"csrf_token": browser.csrf_token()} if method == "POST" else None
    stage.world.store.engine.dispose()
    path = f"/stage/{view}/{stage.ground.seen.case_id}"
    with pages.held(stage.world, ledger._CHAIN_LOCK):
        answer = browser.client.open(path, method=method, data=data)
        assert answer.status_code == 503
        assert CANARY not in answer.data
    assert stage.status_of(stage.ground.seen.case_id) == "open"
    assert browser.client.open(path, method=method, data=data).status_code in (200, 303)


@pytest.mark.skipif(not IS_POSTGRESQL, reason="an embedded database has no locks of single rows")
def test_a_case_that_somebody_holds_for_ever_is_a_503_and_stops_nobody_else(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.2)
    browser, case_id = stage.world.client("polly"), stage.ground.seen.case_id
    data = {"csrf_token": browser.csrf_token()}
    stage.world.store.engine.dispose()
    with behind(stage.world.url) as other:
        other.exec_driver_sql(f"SELECT id FROM case_file WHERE id = {case_id} FOR UPDATE")
        assert browser.client.post(f"/stage/alter/{case_id}", data=data).status_code == 503
        assert browser.client.get(f"/stage/show/{case_id}").status_code == 200
    assert browser.client.post(f"/stage/alter/{case_id}", data=data).status_code == 303


@pytest.mark.skipif(not IS_POSTGRESQL, reason="an embedded database has no connections to lose")
def test_a_connection_that_went_quiet_in_a_change_is_ended_by_the_server(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "QUIET_SECONDS", 0.2)
    stage.world.store.engine.dispose()
    with pytest.raises(InternalError), stage.world.store.writer.begin() as quiet:
        quiet.exec_driver_sql("SELECT pg_advisory_xact_lock(1)")
        time.sleep(0.6)
        quiet.exec_driver_sql("SELECT 1")


@pytest.mark.skipif(IS_POSTGRESQL, reason="an embedded database is filled by its page limit")
def test_a_full_disk_is_a_503(stage: Stage) -> None:
    browser = stage.world.client("polly")
    csrf = browser.csrf_token()
    store = stage.world.store
    store.engine.dispose()

    def fill(connection: Any, _record: Any) -> None:
        used = connection.execute("pragma page_count").fetchone()[0]
        connection.execute(f"pragma max_page_count={used}")

    event.listen(store.engine, "connect", fill)
    answers = [browser.client.get(f"/stage/show/{stage.ground.seen.case_id}") for _ in range(60)]
    assert answers[-1].status_code == 503
    assert CANARY not in answers[-1].data
    posted = browser.client.post(f"/stage/alter/{stage.ground.seen.case_id}", data={"csrf_token": csrf})
    assert posted.status_code == 503
    assert stage.status_of(stage.ground.seen.case_id) == "open"


def test_an_after_request_function_that_fails_shows_nothing(stage: Stage) -> None:
    def fail(_response: Any) -> Any:
        raise RuntimeError("broken")

    stage.world.app.after_request(fail)
    stage.world.app.config["PROPAGATE_EXCEPTIONS"] = False
    count = stage.count()
    answer = ask(stage, "show")
    assert answer.status_code >= 500
    assert CANARY not in answer.data
    assert stage.since(count) == []


# --- methods


def test_head_is_a_look_and_options_is_none(stage: Stage) -> None:
    count = stage.count()
    head = ask(stage, "show", "HEAD")
    assert (head.status_code, head.data) == (200, b"")
    assert stage.since(count) == ["CaseShown"]
    options = ask(stage, "show", "OPTIONS")
    assert (options.status_code, options.data) == (200, b"")
    assert stage.since(count) == ["CaseShown"]


@pytest.mark.parametrize("method", ["TRACE", "PUT", "PATCH", "DELETE", "PURGE"])
def test_other_methods_reach_no_view(method: str, stage: Stage) -> None:
    count = stage.count()
    answer = ask(stage, "show", method)
    assert answer.status_code in (400, 405)
    assert CANARY not in answer.data
    assert stage.since(count) == []


def test_a_method_cannot_be_smuggled_past_the_gate(stage: Stage) -> None:
    browser = stage.world.client("polly")
    path = f"/stage/alter/{stage.ground.seen.case_id}"
    for headers, typed in (({"X-HTTP-Method-Override": "POST"}, {}), ({}, {"_method": "POST"})):
        answer = browser.client.get(path, headers=headers, query_string=typed)
        assert answer.status_code == 405
    assert stage.status_of(stage.ground.seen.case_id) == "open"


# --- answers of 400 and more


def test_a_change_and_its_entry_are_one(stage: Stage) -> None:
    count = stage.count()
    assert ask(stage, "alter", "POST").status_code == 303
    assert stage.since(count) == ["CaseChanged"]
    assert stage.status_of(stage.ground.seen.case_id) == "closed"


@pytest.mark.parametrize("view", ["alter_silently", "alter_unsaid"])
def test_a_change_that_nobody_entered_is_withheld_and_undone(view: str, stage: Stage) -> None:
    count = stage.count()
    answer = ask(stage, view, "POST")
    assert answer.status_code == 503
    assert BARE in answer.data and CANARY not in answer.data
    assert stage.since(count) == []
    assert stage.status_of(stage.ground.seen.case_id) == "open"
    assert ask(stage, "alter", "POST", version="1").status_code == 303


def test_a_change_that_was_refused_and_undone_leaves_nothing_behind(stage: Stage) -> None:
    count = stage.count()
    assert ask(stage, "alter_and_undo", "POST").status_code == 303
    assert stage.since(count) == []
    assert ask(stage, "alter", "POST", version="1").status_code == 303
    assert stage.since(count) == ["CaseChanged"]


def test_a_change_whose_page_fails_is_undone_and_not_recorded(stage: Stage) -> None:
    count = stage.count()
    assert ask(stage, "alter_and_fail", "POST").status_code == 500
    assert stage.since(count) == []
    assert stage.status_of(stage.ground.seen.case_id) == "open"


def test_a_form_shown_again_drops_the_change_and_keeps_what_was_shown(stage: Stage) -> None:
    count = stage.count()
    answer = ask(stage, "alter_and_show_again", "POST")
    assert (answer.status_code, CANARY in answer.data) == (422, True)
    assert stage.since(count) == ["CaseShown"]
    assert stage.status_of(stage.ground.seen.case_id) == "open"


def test_what_a_change_read_for_itself_counts_as_shown_when_the_form_comes_back(stage: Stage) -> None:
    count = stage.count()
    assert CANARY in ask(stage, "alter_under_its_own_receipt", "POST").data
    assert stage.since(count) == ["CaseShown"]
    assert "contribution.text" in stage.world.ledger()[-1][2]


def test_a_form_shown_again_without_an_entry_is_withheld(stage: Stage) -> None:
    answer = ask(stage, "show_again_silently", "POST")
    assert answer.status_code == 503
    assert b"NM-SEEN" not in answer.data


def test_an_uncaught_mistake_shows_nothing_and_changes_nothing(stage: Stage) -> None:
    count = stage.count()
    answer = ask(stage, "mistaken", "POST")
    assert answer.status_code == 422
    assert CANARY not in answer.data
    assert stage.since(count) == []
    assert stage.status_of(stage.ground.seen.case_id) == "open"


def test_an_uncaught_stale_form_is_the_plain_409_page(stage: Stage) -> None:
    answer = ask(stage, "alter", "POST", version="7")
    assert answer.status_code == 409
    assert stage.status_of(stage.ground.seen.case_id) == "open"


def test_a_hidden_case_and_a_case_that_never_was_are_one_page(stage: Stage) -> None:
    count = stage.count()
    there = ask(stage, "show", case_id=stage.ground.foreign.case_id)
    silent = ask(stage, "silent", case_id=stage.ground.unseen.case_id)
    never = ask(stage, "silent", case_id=5)
    beyond = ask(stage, "silent", case_id=10**23)
    assert [each.status_code for each in (silent, never, beyond)] == [404, 404, 404]
    assert silent.data == never.data == beyond.data
    assert dict(silent.headers) == dict(never.headers)
    assert CANARY not in there.data
    refused = stage.world.ledger()[count:]
    assert [event for event, *_ in refused] == [
        "CaseShown",
        "AccessRefused",
        "AccessRefused",
        "AccessRefused",
    ]
    assert '"reason":"hidden"' in refused[1][2] and '"outcome":"refused"' in refused[1][2]


def test_a_refused_role_is_on_the_record(stage: Stage) -> None:
    count = stage.count()
    assert ask(stage, "show", name="audley").status_code == 403
    event, _, body = stage.world.ledger()[count]
    assert event == "AccessRefused"
    assert '"reason":"role"' in body and '"asked":"GET.stage.show"' in body


def test_a_refusal_stands_even_if_it_cannot_be_recorded(stage: Stage) -> None:
    browser = stage.world.client("audley")
    pages.break_append(stage.world)
    assert browser.client.get(f"/stage/show/{stage.ground.seen.case_id}").status_code == 403


def test_no_connection_is_lost_however_a_request_ends(stage: Stage) -> None:
    for view in ("show", "silent", "boom", "late_missing", "stream", "own_missing"):
        for _ in range(5):
            ask(stage, view)
    assert stage.world.store.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_the_request_is_named_on_the_record(stage: Stage) -> None:
    ask(stage, "show")
    assert '"request":""' not in stage.world.ledger()[-1][2]


def test_a_look_outside_a_request_is_recorded_before_it_ends(stage: Stage) -> None:
    from marac.access.seal import open_texts
    from marac.audit import events
    from marac.records import Text

    count = stage.count()
    with stage.world.looking("polly", Act.CASE_VIEW) as session:
        shown = session.record(events.CaseShown(case_id=stage.ground.seen.case_id, page="case"))
        assert open_texts(session, shown, Text.CONTRIBUTION_TEXT)
    assert stage.since(count) == ["CaseShown"]


def test_a_page_tells_the_number_of_its_own_entry(stage: Stage) -> None:
    page = stage.world.client("polly").get(f"/cases/{stage.ground.seen.case_id}").text
    assert stage.world.ledger()[-1][0] == "CaseShown"
    assert f"on the record of who has seen what (entry {stage.count():,})." in page


def test_a_page_that_is_not_on_the_record_does_not_say_that_it_is(stage: Stage) -> None:
    count = stage.count()
    page = stage.world.client("polly").get("/account").text
    assert stage.count() == count
    assert "who has seen what (" not in page
