"""Pages that say 403 or 404 without being drawn, for tables that ask for thousands of them.

What such a page says is the same everywhere, in the frame that every page has. `tests/matrix/test_access_matrix.py`
draws both for everybody.
"""

import pytest
from django.http import HttpResponse


def _undrawn(status: int):
    return lambda request, exception=None: HttpResponse(status=status)


@pytest.fixture
def undrawn_refusals(monkeypatch):
    """Refuse with an empty page."""
    for status in (403, 404):
        monkeypatch.setattr(f"stageslot.urls.handler{status}", _undrawn(status), raising=False)
