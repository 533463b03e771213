"""The party for which the user acts, kept in the session."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import ACTING_KEY, acting_parties
from web.addresses import own_path


@login_required
@require_POST
def acting(request):
    """Act for one of one's parties, or (with anything else) for oneself; then back to the page."""
    chosen = request.POST.get("party", "")
    if any(str(mine.party.pk) == chosen for mine in acting_parties(request)):
        request.session[ACTING_KEY] = chosen
    else:
        request.session.pop(ACTING_KEY, None)
    return redirect(own_path(request.POST.get("next", "")))
