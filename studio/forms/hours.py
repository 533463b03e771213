"""When a professional can be booked, and for what."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.forms.rules import RuleForm
from accounts.rules.repeats import Way
from availability.models import AvailabilityRule
from availability.ranges import DAY
from availability.states import SaidKind
from studio.models import Hours, Professional, Service
from studio.states import ServiceMode

USUAL_DAY = (dt.time(10), dt.time(18))
WORKING_DAYS = range(5)
"""Monday to Friday."""


class HoursForm(RuleForm):
    """Hours in which a professional is open, or closed although others say open."""

    kind = forms.ChoiceField(
        label=_("The studio is"),
        choices=[(SaidKind.FREE.value, _("Open")), (SaidKind.BUSY.value, _("Closed"))],
        initial=SaidKind.FREE,
        widget=forms.RadioSelect,
    )
    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("For"), required=False, empty_label=_("Every service")
    )
    mode = forms.ChoiceField(
        label=_("Booked"), required=False, choices=[("", _("As the service says")), *ServiceMode.choices]
    )

    def __init__(self, data=None, *, professional: Professional, rule: AvailabilityRule | None = None, **more):
        self.meant = Hours.objects.filter(series=rule.series).first() if rule else None
        super().__init__(data, timezone=professional.party.timezone, rule=rule, **more)
        fields: dict[str, Any] = self.fields
        known = Q(retired_at=None) | Q(pk=self.meant.service_id) if self.meant else Q(retired_at=None)
        fields["service"].queryset = professional.services.filter(known).exclude(min_minutes=None)
        if self.meant:
            self.initial.update(service=self.meant.service_id, mode=self.meant.mode)
        elif rule is None and "repeats" not in self.initial:
            self.initial.update(_usual_week())

    @property
    def purpose(self) -> dict[str, Any]:
        """What they are for, as arguments of the actions."""
        return {"service": self.cleaned_data["service"], "mode": self.cleaned_data["mode"]}

    @property
    def is_purpose_changed(self) -> bool:
        """Whether they are for something else than before."""
        return bool({"service", "mode"} & set(self.changed_data))


def _usual_week() -> dict[str, Any]:
    """Every week from Monday to Friday, from the next such day on."""
    first = localdate()
    while first.weekday() not in WORKING_DAYS:
        first += DAY
    times = {"first": first, "from_time": USUAL_DAY[0], "to_time": USUAL_DAY[1]}
    return times | {"repeats": Way.WEEKLY, "weekdays": list(WORKING_DAYS)}
