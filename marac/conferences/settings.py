"""What every kind of conference shares: agencies, roles, labels and the rules of the whole site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marac.conferences.lookup import get_entry
from marac.conferences.problems import UnknownName
from marac.conferences.rules import Rule, choose_rule
from marac.conferences.shapes import (
    ActionStatus,
    AgencyKind,
    AttendanceState,
    Choice,
    ContributionClass,
    Role,
)


@dataclass(frozen=True, eq=False)
class CommonSettings:
    """The shared description. `rules` hold for the site, whatever the kind of conference."""

    marking: str
    audience_grounds: tuple[Choice, ...]
    audience_refusals: tuple[Choice, ...]
    roles: tuple[Role, ...]
    attendance: tuple[AttendanceState, ...]
    action_statuses: tuple[ActionStatus, ...]
    contribution_kinds: tuple[Choice, ...]
    research_states: tuple[Choice, ...]
    contribution_classes: tuple[ContributionClass, ...]
    agency_kinds: tuple[AgencyKind, ...]
    rules: tuple[Rule, ...]

    def role(self, key: str) -> Role:
        """The role `key`. Raises UnknownName."""
        return get_entry(self.roles, key, "role")

    def agency_kind(self, key: str) -> AgencyKind:
        """The kind of agency `key`. Raises UnknownName."""
        return get_entry(self.agency_kinds, key, "kind of agency")

    def attendance_state(self, code: str) -> AttendanceState:
        """The attendance state `code`. Raises UnknownName."""
        return get_entry(self.attendance, code, "attendance state")

    def class_for_sensitivity(self, sensitivity: str) -> ContributionClass:
        """The class of contribution for the `sensitivity` of a research file.

        Raises UnknownName: a sensitivity that is not understood is never taken for standard.
        """
        for entry in self.contribution_classes:
            if entry.sensitivity == sensitivity:
                return entry
        known = tuple(entry.sensitivity for entry in self.contribution_classes)
        raise UnknownName("sensitivity", sensitivity, known)

    def rule(self, name: str, on: date, overrides: Sequence[Rule] = ()) -> Rule:
        """The site's rule `name` on the London day `on`; errors as for `choose_rule`."""
        return choose_rule(self.rules, name, on, overrides)
