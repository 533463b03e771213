"""Where upper apps take part in sessions: see `web.hooks`."""

from collections.abc import Sequence

from accounts.models import Party, User
from studio.models import Session
from web.errors import Refusal
from web.hooks import Hook
from web.notices import Notice

beside_session: Hook[[User, Session], Sequence[Notice]] = Hook("beside a session")
"""What stands beside a session for this reader; it comes with both parties."""

unwelcome_client: Hook[[User, Party, Party], Refusal | None] = Hook(
    "a professional or a client does not want the other"
)
"""Each function answers for a user who books, the client and the professional: why they may not."""
