"""Where apps above accounts take part in what happens to parties: see `web.hooks`."""

from accounts.models import Membership, Party
from web.hooks import Hook

party_renamed: Hook[[Party], None] = Hook("party gets another name, or comes into public sight or leaves it")
"""Called in the transaction of the change, with the party locked: raises the versions of what names the party."""

member_joined: Hook[[Membership], None] = Hook("somebody becomes a member, whose time the party may draw on")
"""Called in the transaction of the change, with the party and the calendars of both locked."""
