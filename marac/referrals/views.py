"""Pages of referrals."""

from marac.referrals import index_views, restriction_views, review_views, typed_views
from marac.referrals.blueprint import blueprint

__all__ = ["blueprint", "index_views", "restriction_views", "review_views", "typed_views"]
