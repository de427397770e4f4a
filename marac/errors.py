"""What can go wrong in the domain. `marac.ui` maps each to one page."""


class DomainError(Exception):
    """Something a person did that cannot be done, with words for them."""


class NotFound(DomainError):
    """There is no such thing, or the viewer may not see it: the same answer, on purpose."""


class Refused(DomainError):
    """The viewer may see this but not do that."""


class StaleForm(DomainError):
    """The record changed after the form was built. `theirs` is what it says now."""

    def __init__(self, theirs: str = "") -> None:
        super().__init__("This was changed by someone else while you were writing.")
        self.theirs = theirs


class Mistake(DomainError):
    """What was typed cannot be kept as it stands. `field` names the form field to mark."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class KeyMissing(DomainError):
    """A sealed text was written with a key that is not at hand."""


class RecordDamaged(DomainError):
    """The record of who has seen what has a gap, or an entry that nothing can be built upon. Says only which."""


class Altered(DomainError):
    """A sealed text will not open: it, or the row around it, was changed outside the application."""
