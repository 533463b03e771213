"""Promises that nothing explains: what raw SQL or a restored table may leave behind.

That nothing is confirmed without its claims the database itself keeps; the other way round it cannot, for a claim is
written before what it is for.
"""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from availability.hooks import claims_explained
from availability.models import TimeBlock


def orphaned_claims() -> QuerySet[TimeBlock]:
    """Claims that no app explains; by calendar and time.

    Claims that run out by themselves (`expires_at`) are no show's and are left to the sweep.
    """
    claims = TimeBlock.objects.claims().filter(expires_at=None)
    return claims.exclude(reduce(or_, claims_explained(), Q())).order_by("calendar", "period")
