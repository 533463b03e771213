"""Files that people send each other."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from media.access import file_address_for
from web.users import SignedInRequest


@require_safe
@login_required
@never_cache
def sent_file(request: SignedInRequest, file_id: UUID) -> HttpResponse:
    """To the server of files, by an address that is good for a minute."""
    return redirect(file_address_for(request.user, file_id))
