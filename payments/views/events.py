"""Events of the payment provider."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments import provider
from payments.actions import store_event


@csrf_exempt  # the signature says who sends it; there is no cookie to misuse
@require_POST
def stripe_event(request: HttpRequest) -> HttpResponse:
    """Store an event and answer: 400 for one that the provider did not sign just now. The worker looks at it."""
    try:
        told = provider.read_event(request.body, request.headers.get("Stripe-Signature", ""))
    except provider.NotGenuine:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    store_event(told)
    return HttpResponse(status=HTTPStatus.OK)
