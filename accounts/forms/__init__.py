"""Forms about people, parties and their time."""

from accounts.forms.acting import ActionForm
from accounts.forms.inputs import DateInput, TimeInput
from accounts.forms.parties import AgencyForm, NewPartyForm, PartyForm, PhotoDetailsForm, PhotoForm
from accounts.forms.people import NudgeForm, NudgeSettingsForm, ProfileForm, TokenForm
from accounts.forms.said import KnownForm, PaintForm, SayTimeForm
from accounts.forms.teams import InviteForm, JoinForm, MembershipForm

__all__ = [
    "ActionForm",
    "AgencyForm",
    "DateInput",
    "InviteForm",
    "JoinForm",
    "KnownForm",
    "MembershipForm",
    "NewPartyForm",
    "NudgeForm",
    "NudgeSettingsForm",
    "PaintForm",
    "PartyForm",
    "PhotoDetailsForm",
    "PhotoForm",
    "ProfileForm",
    "SayTimeForm",
    "TimeInput",
    "TokenForm",
]
