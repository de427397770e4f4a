"""The only place where a response is released: the ledger first, then the bytes.

A failure to write the ledger is a bare 503 without case bytes. A response of 400 or more undoes the request's
changes; what it showed is recorded all the same.
"""

import logging
import sys
from typing import Any

from flask import Flask, Response, g, request
from sqlalchemy.exc import IntegrityError

from marac.access.gate import READING, database
from marac.access.writing import check_writes
from marac.audit import events, ledger
from marac.audit.form_keys import earlier_result, keep_form_key, lead_to
from marac.db import Entry, Session
from marac.errors import RecordDamaged

log = logging.getLogger("marac.settle")

# Statuses after which the same form, posted before by the same person, may have changed what this one found.
OVERTAKEN = (404, 409, 422)
# Where `layout/page.html` says which entry accounts for it. Nothing that somebody typed can be this: it is escaped.
ENTRY_MARK = b"<!--entry-->"
UNAVAILABLE = (
    "<!doctype html><html lang=en><title>Not available just now</title><h1>Not available just now</h1>"
    "<p>Nothing was shown and nothing was changed. What you typed is still on the page before: "
    "go back, wait a moment and try again.</p></html>"
)
DAMAGED = (
    "<!doctype html><html lang=en><title>The record is damaged</title>"
    "<h1>The record of who has seen what is damaged</h1>"
    "<p>Nothing can be added to it. So nothing was shown and nothing was changed. "
    "Tell the coordinator and whoever looks after this service now; trying again will not help.</p>"
    "<p>If somebody is at risk now, do not wait for this service: telephone.</p></html>"
)


class AuditedFlask(Flask):
    """Flask whose every response is settled with the ledger before it can leave."""

    def finalize_request(self, rv: Any, from_error_handler: bool = False) -> Response:
        response: Response = super().finalize_request(rv, from_error_handler)
        return settle(response)


class Unaccounted(RuntimeError):
    """A page shows, or a change leaves behind, what no entry accounts for."""


def unavailable(words: str = UNAVAILABLE) -> Response:
    """The bare answer when the ledger cannot be written."""
    return Response(
        words,
        503,
        {
            "Cache-Control": "no-store",
            "Retry-After": "5",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
        },
        mimetype="text/html",
    )


def settle(response: Response) -> Response:
    """Commit what this request did and showed, then return the response; otherwise a bare 503."""
    session: Session | None = g.pop("desk", None)
    if session is None:
        return _record_refusal(response)
    try:
        return _settle(session, response)
    except RecordDamaged as error:
        session.rollback()
        log.error("a response was withheld: the record is damaged: %s", error)
        return unavailable(DAMAGED)
    except Exception:
        session.rollback()
        if g.get("raise_failures"):
            raise
        log.error("a response was withheld: %s", what_broke())
        return unavailable()
    finally:
        session.close()


def close_desk(_error: BaseException | None = None) -> None:
    """Give the connections back of a request that ended without being settled, or before anybody was seated."""
    for name in ("desk", "waiting"):
        session: Session | None = g.pop(name, None)
        if session is not None:
            session.close()


def what_broke() -> str:
    """The kind of error and where it arose. Its message may hold case text, so it is not logged."""
    kind, _value, trace = sys.exc_info()
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "?"
    return f"{kind.__name__ if kind else '?'} at {where}"


def _settle(session: Session, response: Response) -> Response:
    if not response.is_sequence or response.direct_passthrough:
        raise Unaccounted("a signed-in page may not be streamed")
    if response.status_code >= 400:
        return _settle_refused(session, response)
    if response.status_code >= 300:
        response.set_data(b"")
    if session.has_read_scoped and not session.pending and response.get_data():
        raise Unaccounted(f"{request.endpoint} showed scoped records without an entry")
    if request.method in READING:
        return _settle_reading(session, response)
    return _settle_change(session, response)


def _settle_reading(session: Session, response: Response) -> Response:
    if session.new or session.dirty or session.deleted:
        raise Unaccounted(f"{request.endpoint} changes records although it only reads")
    session.close()
    if session.pending:
        _tell_entry(response, ledger.append_alone(database(), session.viewer, session.pending))
    return response


def _tell_entry(response: Response, seq: int) -> None:
    """Say at the foot of a page which entry it is, now that there is one."""
    told = f" This view is on the record of who has seen what (entry {seq:,})."
    if response.mimetype == "text/html":
        response.set_data(response.get_data().replace(ENTRY_MARK, told.encode()))


def _settle_change(session: Session, response: Response) -> Response:
    try:
        session.flush()
        check_writes(session)
        _check_entered(session)
        keep_form_key(session, response)
        if session.pending:
            _tell_entry(response, ledger.append(session.connection(), session.viewer, session.pending))
        session.commit()
    except IntegrityError:
        session.rollback()
        earlier = earlier_result(session.viewer.id)
        if earlier is None:
            raise
        return lead_to(response, earlier)
    return response


def _check_entered(session: Session) -> None:
    """Raise Unaccounted if protected records were changed and the entries tell of showings alone."""
    if session.has_written_scoped and all(entry.event.showing for entry in session.pending):
        raise Unaccounted(f"{request.endpoint} changes records without an entry")


def _settle_refused(session: Session, response: Response) -> Response:
    session.rollback()
    status = response.status_code
    earlier = earlier_result(session.viewer.id) if status in OVERTAKEN else None
    if earlier is not None:
        return lead_to(response, earlier)
    if status in (403, 404):
        _append_quietly(session.viewer, [Entry(_refusal(response))])
    if session.has_read_scoped and not _is_plain(response):
        _settle_shown(session, response)
    elif altered := ledger.altered_texts(session.pending):
        _append_quietly(session.viewer, altered)
    return response


def _is_plain(response: Response) -> bool:
    """Whether this is the error page as it was made, which holds nothing of the request."""
    plain: bytes | None = g.get("plain_error")
    return plain is not None and response.get_data() == plain


def _settle_shown(session: Session, response: Response) -> None:
    """A page that a view made itself, such as a form shown again: what it showed goes on the ledger."""
    shown = [_as_shown(entry) for entry in session.pending if entry.event.showing or entry.shown]
    status = response.status_code
    if not shown or status in (403, 404) or status >= 500:
        raise Unaccounted(f"{request.endpoint} showed scoped records without an entry")
    _tell_entry(response, ledger.append_alone(database(), session.viewer, shown))


def _as_shown(entry: Entry) -> Entry:
    """The entry of a change that was undone, as the look it took all the same."""
    if entry.event.showing:
        return entry
    about = {"case_id": entry.case_id, "conference_id": entry.event.conference_id}
    looked = Entry(events.CaseShown(page="change.undone", **about), is_list=entry.is_list)
    looked.shown, looked.parts, looked.cases, looked.altered = (
        entry.shown,
        entry.parts,
        entry.cases,
        entry.altered,
    )
    return looked


def _refusal(response: Response) -> events.AccessRefused:
    arguments = request.view_args or {}
    number = next((value for value in arguments.values() if isinstance(value, int)), None)
    reason = g.get("refusal") or ("hidden" if response.status_code == 404 else "role")
    return events.AccessRefused(
        asked=f"{request.method}.{request.endpoint or ''}", reason=reason, object_id=number
    )


def _record_refusal(response: Response) -> Response:
    asking = g.get("asking")
    if asking is not None and response.status_code in (403, 404):
        _append_quietly(asking, [Entry(_refusal(response))])
    return response


def _append_quietly(viewer: Any, entries: list[Entry]) -> None:
    """A refusal is recorded in a transaction of its own; if that fails the refusal stands."""
    try:
        ledger.append_alone(database(), viewer, entries, outcome="refused")
    except Exception:
        log.error("a refusal could not be recorded")
