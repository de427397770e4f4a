"""When a checkpoint is due: told from the ledger's own numbers and from memory, at no cost to a page.

It is made after the page's own commit, so that a failure withholds nothing: it is logged, tried again, and its
lateness can be seen by whoever verifies.
"""

import logging
import sys
import threading

from marac.audit.checkpoints import Checkpoints, NotSigned
from marac.audit.folder import FolderTrouble
from marac.audit.ledger import Notice
from marac.errors import RecordDamaged

RETRY_SECONDS = 60
log = logging.getLogger("marac.checkpoints")


class Watch:
    """Has a checkpoint made every `entries` entries, every `minutes` in which something happened, and at milestones."""

    def __init__(self, checkpoints: Checkpoints, entries: int, minutes: float) -> None:
        self.checkpoints, self.entries, self.seconds = checkpoints, entries, minutes * 60
        self._block: int | None = None
        self._timer: threading.Timer | None = None
        self._making = threading.Lock()

    def heed(self, notice: Notice | None) -> None:
        """Something may have been put on the ledger; called after its commit."""
        if notice is None:
            return
        block = notice.seq // self.entries
        if self._block is None:
            self._block = (notice.seq - 1) // self.entries
        if notice.is_milestone or block > self._block:
            self._block = block
            self.make(notice.seq if notice.is_milestone else block * self.entries)
        elif self._timer is None:
            self._wait(self.seconds)

    def make(self, size: int | None = None) -> None:
        """Make one now unless one of that size is there; if it fails or another is being made, try again."""
        if not self._making.acquire(blocking=False):
            self._wait(RETRY_SECONDS)
            return
        try:
            self.stop()
            self.checkpoints.make(size)
        except Exception:
            log.error("a checkpoint could not be made: %s", _what_broke())
            self._wait(RETRY_SECONDS)
        finally:
            self._making.release()

    def _wait(self, seconds: float) -> None:
        timer = threading.Timer(seconds, self.make)
        timer.daemon = True
        self._timer = timer
        timer.start()

    def stop(self) -> None:
        """Wait for nothing any more."""
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()


def _what_broke() -> str:
    """What is wrong in words, or the kind of error: messages of databases may hold what was written."""
    kind, error, _ = sys.exc_info()
    if isinstance(error, NotSigned | FolderTrouble | RecordDamaged):
        return str(error)
    return kind.__name__ if kind else "?"
