"""A process that writes until it is killed: one case after another, each said aloud once it is committed."""

import json
import sys

from marac.access.acts import Act
from marac.access.crypt import Keys
from marac.access.doorman import install_doorman
from marac.access.seal import seal, use_keys
from marac.access.viewer import Viewer
from marac.accounts.loading import viewer_of
from marac.audit import events
from marac.audit.commit import working
from marac.db import Database
from marac.records import Case, Text

CLASS = 1


def write_case(store: Database, viewer: Viewer, conference_id: int, number: int) -> int:
    """A case, a sealed text of it and the entry of both, in one transaction."""
    with working(store, viewer, Act.CASE_MANAGE) as session:
        case = Case(conference_id=conference_id, reference=f"NM-{viewer.today:%y}-{number}", status="open")
        session.add(case)
        session.flush()
        entry = session.record(
            events.CaseChanged(case_id=case.id, conference_id=conference_id, record_id=case.id)
        )
        seal(session, entry, case.id, Text.CASE_TRAITS, f"text of {number}", class_bit=CLASS)
        return case.id


def main(url: str, key: str, user_id: int, conference_id: int, first: int) -> None:
    """Write for ever; each line on standard output is one acknowledged case."""
    use_keys(Keys({1: key}))
    store = Database(url)
    install_doorman(store.engine)
    with store.engine.connect() as connection:
        viewer = viewer_of(connection, user_id)
    if viewer is None:
        raise SystemExit("nobody to write as")
    number = first
    while True:
        case_id = write_case(store, viewer, conference_id, number)
        sys.stdout.write(json.dumps({"case_id": case_id, "number": number}) + "\n")
        sys.stdout.flush()
        number += 1


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *(int(each) for each in sys.argv[3:6]))
