"""What the forms that answer an offer say beside the answer."""

from django.http import HttpRequest


def offer_seen(request: HttpRequest) -> int | None:
    """The number of the offer that stood on the page; what is no number is no offer that ever was."""
    seen = request.POST.get("offer")
    if seen is None:
        return None
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else 0
