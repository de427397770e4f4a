"""Marac, MAPPA and MASIP described by data: one machinery, three description files."""

from marac.conferences.kind import Kind
from marac.conferences.kinds import KIND_KEYS, all_kinds, get_common, get_kind

__all__ = ["KIND_KEYS", "Kind", "all_kinds", "get_common", "get_kind"]
