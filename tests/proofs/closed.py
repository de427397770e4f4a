"""Five ways in which the ledger cannot be written, against everything that shows anybody anything.

`python -m tests.proofs.closed` prints, for each way, how many pairs of page and person were asked, and what came.
"""

from tests.proofs.stage import staged
from tests.test_whole.conftest import walk_through
from tests.test_whole.oracle import PERSONAS
from tests.test_whole.test_fails_closed import TROUBLES, everything_under
from tests.test_whole.walking import listening


def main() -> None:
    """Ask for everything in every way, as everybody."""
    with staged() as template, listening() as listener:
        walk = walk_through(template)
        found = [(each.__name__, everything_under(each, template, walk, PERSONAS)) for each in TROUBLES]
    for name, failing in found:
        print(
            f"{name}: {failing.disclosures} disclosures ({len(failing.endpoints)} endpoints), {failing.refusals} "
            f"refusals; letters of case content sent: {failing.content}; wrong: {failing.wrong.total()}; "
            f"nothing else changed: {failing.is_unchanged}"
        )
        for what, number in failing.wrong.most_common():
            print(f"  {number} {what}")
    print(f"{sum(failing.disclosures for _, failing in found)} pairs of disclosure and way in all")
    print(f"{listener.records} log records were written; canaries in them: {len(listener.words)}")


if __name__ == "__main__":
    main()
