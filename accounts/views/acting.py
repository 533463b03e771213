"""For whom one acts: a choice of the session."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.access import ACTING_KEY, acting_parties


@login_required
@require_POST
def acting(request):
    """Act for one of one's parties, or (with anything else) for oneself; then back to the page."""
    chosen = request.POST.get("party", "")
    if any(str(mine.party.pk) == chosen for mine in acting_parties(request)):
        request.session[ACTING_KEY] = chosen
    else:
        request.session.pop(ACTING_KEY, None)
    return redirect(_safe_next(request))


def _safe_next(request) -> str:
    address = request.POST.get("next", "")
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else "/"
