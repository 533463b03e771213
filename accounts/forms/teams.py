"""Who belongs to a band or a venue, and as what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.acting import ActionForm
from accounts.models import NAME_MAX, Membership, Party
from accounts.states import LEADING_ROLES, PLAYING_ROLES, Role, roles_by_invite
from web.fields import EditForm, choice_field


class InviteForm(ActionForm):
    """An invite in a role that the inviter may give."""

    role = forms.ChoiceField(label=_("They join as"))
    email = forms.EmailField(
        label=_("Their email"), required=False, help_text=_("We send them the link. Leave blank to send it yourself.")
    )
    uses = forms.IntegerField(label=_("How many uses"), min_value=1, max_value=100, initial=1)
    expires_in_days = forms.IntegerField(label=_("Expires after (days)"), min_value=1, max_value=90, initial=14)

    def __init__(self, *args, party: Party, is_owner: bool, **kwargs):
        super().__init__(*args, **kwargs)
        roles = [
            role for role in roles_by_invite(party.kind, is_solo=party.is_solo) if is_owner or role not in LEADING_ROLES
        ]
        choice_field(self, "role").choices = [(role.value, role.label) for role in roles]


class JoinForm(ActionForm):
    """What somebody says on joining: what they play and whether their time may be promised. For leaders, nothing."""

    name = forms.CharField(label=_("Your name"), max_length=NAME_MAX, help_text=_("How you appear to bandmates."))
    instrument = forms.CharField(
        label=_("What do you play?"), max_length=80, required=False, help_text=_("Drums, voice, sound ...")
    )
    may_be_booked = forms.BooleanField(
        label=_("Band can book me when I’m free"),
        required=False,
        initial=True,
        help_text=_("When everyone’s free, the band can accept a gig right away. Otherwise we ask you each time."),
    )

    def __init__(self, *args, role: str, asks_name: bool = False, is_alone: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_name:
            del self.fields["name"]
        if role not in PLAYING_ROLES:
            del self.fields["instrument"]
        if role != Role.MEMBER or is_alone:
            del self.fields["may_be_booked"]


class MembershipForm(EditForm, JoinForm):
    @staticmethod
    def initial_of(membership: Membership) -> dict[str, Any]:
        return {"instrument": membership.instrument, "may_be_booked": membership.may_be_booked}
