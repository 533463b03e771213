"""What every page may ask about who looks at it: `{{ my_parties }}`, `{{ acting_party }}` ... One query."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.access import acting_parties, acting_party, my_parties, own_house


def people(request: HttpRequest) -> dict:
    """Context processor. `my_parties` are MyParty (party, roles, is_led, path); `acting_parties` are those of them that
    are not closed; `acting_party` and `own_house` are each a Party or None."""
    if not hasattr(request, "user"):
        return {}
    return {
        "my_parties": SimpleLazyObject(lambda: my_parties(request)),
        "acting_parties": SimpleLazyObject(lambda: acting_parties(request)),
        "acting_party": SimpleLazyObject(lambda: acting_party(request)),
        "own_house": SimpleLazyObject(lambda: own_house(request)),
    }
