"""What pages may say of the demo world."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from demo.world.progress import current


def demo(request: HttpRequest) -> dict[str, object]:
    """Context processor: `{{ demo_progress }}`. Valkey is asked by pages that name it alone."""
    return {"demo_progress": SimpleLazyObject(current)}
