"""Where apps above accounts take part in what happens to parties: see `web.hooks`."""

from accounts.models import Membership, Party, User
from web.hooks import Hook

rights_changed: Hook[[Party], None] = Hook("somebody may do less in a party's name, or nobody may do anything")
"""Called in the transaction of the change, with the party locked, after a role has ended or the party was suspended or
closed: each app ends the links whose creators may no longer issue them (`accounts.queries.may_issue`)."""

party_suspended: Hook[[Party, User], None] = Hook("staff have suspended a party")
"""Called in the transaction of the decision, with the party locked and the user who decided: tells everybody who has an
open or confirmed booking with it."""

party_approved: Hook[[Party], None] = Hook("staff have approved a party")
"""Called in the transaction of the decision, with the party locked: its leaders are told what they may do now."""

party_reinstated: Hook[[Party], None] = Hook("staff have lifted the suspension of a party")
"""Called in the transaction of the decision, with the party locked: whoever was told of the suspension is told that it
is over."""

party_renamed: Hook[[Party], None] = Hook("party gets another name, or comes into public sight or leaves it")
"""Called in the transaction of the change, with the party locked: raises the versions of what names the party."""
party_redescribed: Hook[[Party], None] = Hook("party gets another name, address or town, or a stage of it another name")
"""Called in the transaction of the change: what calendars tell of the party's nights is to be written anew."""

member_joined: Hook[[Membership], None] = Hook("somebody becomes a member, whose time the party may draw on")
"""Called in the transaction of the change, with the party and the calendars of both locked."""
