"""Which kind of agency is meant by a research file."""

from __future__ import annotations

from marac.conferences.kinds import get_common


def find_agency_kind_for_slug(slug: str) -> str | None:
    """The kind of agency whose research files carry `slug`, such as `childrens-services`; else None."""
    kinds = get_common().agency_kinds
    return next((kind.key for kind in kinds if slug.strip().casefold() in kind.slugs), None)
