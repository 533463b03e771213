"""Writing to an act or a venue before any booking."""

from django.core.exceptions import ValidationError
from ninja import Router

from accounts.access import get_led_party_for, get_party_for
from api.protocol.answering import Made, once
from api.protocol.auth import somebody
from api.protocol.declared import answers
from api.protocol.lookups import named_party
from api.protocol.problems import renamed
from api.shapes.enquiries import EnquiryIn
from api.shapes.messages import ThreadOut
from messaging.access import get_thread_for, thread_view
from messaging.actions import send_enquiry
from web.users import SignedInRequest

router = Router(tags=["messages"], auth=somebody)


@router.post("/parties/{slug}/enquiries", response=answers(ThreadOut, status=201))
@once
def enquiry_make(request: SignedInRequest, slug: str, payload: EnquiryIn):
    """Write to an act or a venue before any booking. Two parties have one enquiry: a second one goes on in its thread.
    A person begins ten within 24 hours, three in the first week of their account."""
    party = get_party_for(request.user, slug)
    asker = named_party(get_led_party_for, request.user, payload.speaker, "as") if payload.speaker else None
    try:
        sent = send_enquiry(
            acting_user=request.user, party=party, asker=asker, text=payload.text, night=payload.night,
            your_name=payload.name,
        )  # fmt: skip
    except ValidationError as error:
        raise renamed(error, {"speaker": "as", "your_name": "name"}) from error
    return Made(ThreadOut.of(thread_view(request.user, get_thread_for(request.user, sent.thread_id))))
