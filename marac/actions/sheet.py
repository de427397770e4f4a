"""The overdue list as a spreadsheet: comma-separated values that no spreadsheet program will run."""

import csv
import io
from collections.abc import Iterable, Sequence

from marac.actions.overdue import OverdueRow

MARKING = "OFFICIAL-SENSITIVE. Do not copy or pass on without the agencies' agreement."
HEADS = (
    "Reference",
    "Action",
    "Risk",
    "Owner",
    "Agency",
    "Due",
    "Days over",
    "Last word",
    "Acknowledged",
    "Transfer asked for",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """A cell that a spreadsheet shows as it stands: what could be a formula gets an apostrophe before it."""
    return (
        f"'{cell}" if cell.startswith(_FORMULA_STARTS) or cell.lstrip().startswith(_FORMULA_STARTS) else cell
    )


def sheet(rows: Iterable[OverdueRow], receipt: str, *, is_cut: bool = False) -> str:
    """The rows between their marking and the ledger's receipt. `is_cut`: there were more than fit, which is said."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([MARKING])
    writer.writerow(HEADS)
    writer.writerows([harmless(cell) for cell in _cells(row)] for row in rows)
    if is_cut:
        writer.writerow(["There are more. Choose a conference, an owner or an age to get the rest."])
    writer.writerow([f"Receipt of the record of who has seen what: {receipt}"])
    return written.getvalue()


def _cells(row: OverdueRow) -> Sequence[str]:
    return (
        row.reference,
        row.text,
        row.risk,
        row.owner,
        row.agency,
        row.due,
        row.over,
        row.last_word,
        "yes" if row.is_acknowledged else "no",
        "yes" if row.is_transfer_asked else "no",
    )
