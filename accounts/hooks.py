"""Where apps above accounts take part in what happens to parties: see `web.hooks`."""

from accounts.models import Party
from web.hooks import Hook

party_renamed: Hook[[Party], None] = Hook("party gets another name, or comes into public sight or leaves it")
"""Called in the transaction of the change, with the party locked: raises the versions of what names the party."""
party_redescribed: Hook[[Party], None] = Hook("party gets another name, address or town, or a stage of it another name")
"""Called in the transaction of the change: what calendars tell of the party's nights is to be written anew."""
