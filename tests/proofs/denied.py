"""Somebody kept from a case beside a case that does not exist: the same bytes, and about the same time.

`python -m tests.proofs.denied` prints how many answers were compared, and the ratio of the times.
"""

import logging
import statistics
import time

from marac.records.base import new_id
from tests.proofs.stage import staged
from tests.test_whole.conftest import Template
from tests.test_whole.holdings import raw_connection
from tests.test_whole.test_excluded import CASE, EXCLUDED, hidden_and_absent
from tests.test_whole.walking import Walker

REQUESTS = 200


def ratios(template: Template, name: str) -> dict[str, float]:
    """The median time of asking for what is hidden over that of asking for nothing, in turns, for two pages."""
    with template.copied() as world, raw_connection(world.url) as beside:
        action = beside.exec_driver_sql(
            f"SELECT min(id) FROM action WHERE case_id = {template.told.cases[CASE]}"
        ).scalar_one()
        beside.rollback()
        client, found = Walker(world, name, beside).client, {}
        for page, hidden in (("cases", template.told.cases[CASE]), ("actions", action)):
            times: tuple[list[float], list[float]] = ([], [])
            for number in range(2 * REQUESTS):
                path = f"/{page}/{new_id() if number % 2 else hidden}"
                before = time.perf_counter()
                client.get(path)
                times[number % 2].append(time.perf_counter() - before)
            found[page] = statistics.median(times[0]) / statistics.median(times[1])
    return found


def main() -> None:
    """Compare everything as everybody who is kept out."""
    logging.disable(logging.CRITICAL)
    with staged() as template:
        for name in EXCLUDED:
            found = hidden_and_absent(name, template)
            print(
                f"{name}: {found.tried} pairs of answers of {len(found.endpoints)} endpoints, "
                f"{found.differs.total()} differ"
            )
            for what, number in found.differs.most_common():
                print(f"  {number} {what}")
        for page, ratio in ratios(template, EXCLUDED[0]).items():
            print(f"/{page}/…: hidden takes {ratio:.3f} of the time of absent (median of {REQUESTS} each)")


if __name__ == "__main__":
    main()
