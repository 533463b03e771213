"""What somebody says of their time, once or again and again, with everything that a rule can be."""

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from accounts.forms.acting import ActionForm
from accounts.forms.inputs import DateInput, TimeInput, sane_day
from accounts.forms.said import SAID_CHOICES
from accounts.rules.repeats import LAST, NTH, Ends, Repeat, Way, once_on, read_repeat
from availability.models import AvailabilityRule
from availability.ranges import DAY, Period, wall_clock_period
from availability.rules.projection import HORIZON, occurrences
from availability.rules.recurrence import COUNT_MAX, INTERVAL_MAX, Recurrence
from availability.states import EditScope, SaidKind
from web.dates import say_full_day, weekday_names
from web.lengths import LengthForm

NOTE_MAX = 120
LEAVE_OUT_MAX = 50
TIME_FIELDS = ("first", "from_time", "last", "to_time")
REPEAT_FIELDS = ("repeats", "every", "weekdays", "nth", "weekday", "month_day", "ends", "until", "count", "rrule")


class SomeDaysInput(forms.TextInput):
    """A date input for each day, and one more to fill in; empty ones do not count."""

    template_name = "accounts/widgets/some_days.html"

    def value_from_datadict(self, data, files, name):
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [value for value in values if value]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, "", attrs)
        context["widget"]["days"] = [day.isoformat() if isinstance(day, dt.date) else day for day in value or []]
        return context

    def render(self, name, value, attrs=None, renderer=None):
        return super().render(name, value, attrs, TemplatesSetting())


class SomeDaysField(forms.Field):
    widget = SomeDaysInput

    def to_python(self, value) -> list[dt.date]:
        try:
            days = {sane_day(dt.date.fromisoformat(text)) for text in value or []}
        except ValueError:
            raise ValidationError(_("Choose at least one day.")) from None
        if len(days) > LEAVE_OUT_MAX:
            raise ValidationError(_("Choose at most %(count)s days at once.") % {"count": LEAVE_OUT_MAX})
        return sorted(days)


class RuleForm(LengthForm, ActionForm):
    """One happening of a rule, and how it comes again; all times are on the clocks of the rule's zone.

    A form on a rule knows what it showed (`initial`) and hands on nothing but what was changed, as `changes`: what a
    field cannot show exactly (the second 02:30 of an autumn night, seconds, an RRULE of one's own) stays as it was.
    """

    kind = forms.ChoiceField(label=_("I am"), choices=SAID_CHOICES, initial=SaidKind.FREE, widget=forms.RadioSelect)
    first = forms.DateField(label=_("Day"), widget=DateInput())
    from_time = forms.TimeField(label=_("From"), widget=TimeInput())
    to_time = forms.TimeField(
        label=_("To"), widget=TimeInput(), help_text=_("If it ends after midnight, just enter the time.")
    )
    last = forms.DateField(
        label=_("Last day"), widget=DateInput(), required=False, help_text=_("For more than one day.")
    )
    repeats = forms.ChoiceField(label=_("Repeat"), choices=Way.choices, initial=Way.ONCE)
    every = forms.IntegerField(
        label=_("Every how many"), min_value=1, max_value=INTERVAL_MAX, initial=1, required=False
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    nth = forms.TypedChoiceField(label=_("On the"), coerce=int, required=False, empty_value=None, choices=NTH.items)
    weekday = forms.TypedChoiceField(label=_("Weekday"), coerce=int, required=False, empty_value=None)
    month_day = forms.TypedChoiceField(label=_("On day"), coerce=int, required=False, empty_value=None)
    rrule = forms.CharField(
        label=_("Rule"),
        required=False,
        max_length=500,
        help_text=_("An iCalendar rule, such as FREQ=MONTHLY;BYDAY=FR,SA;BYSETPOS=-1"),
    )
    ends = forms.ChoiceField(label=_("Ends"), choices=Ends.choices, required=False, initial=Ends.NEVER)
    until = forms.DateField(label=_("Last on"), widget=DateInput(), required=False)
    count = forms.IntegerField(
        label=pgettext_lazy("how often", "Times"), min_value=1, max_value=COUNT_MAX, required=False
    )
    leave_out = SomeDaysField(label=_("Skip"), required=False)
    reopen = forms.MultipleChoiceField(
        label=_("Skipped dates; tick to bring back"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_MAX,
        help_text=_("Only you see this: “rehearsal”, “night shift”"),
    )
    scope = forms.ChoiceField(
        label=_("Change"), choices=EditScope.choices, initial=EditScope.ONE, widget=forms.RadioSelect
    )

    def __init__(
        self, data=None, *, timezone: str, rule: AvailabilityRule | None = None, on=None, moved=None, scope=""
    ):
        """A new rule on the clocks of `timezone`, or what happens by one `on` an `Occurrence` of it; `moved` is the
        time to show instead."""
        self.rule, self.on = rule, on
        self.timezone = rule.timezone if rule else timezone
        self.stored = self._stored()
        shown = self.stored | (self._moved_to(moved) if moved else {}) | ({"scope": scope} if scope else {})
        super().__init__(data, initial=shown)
        self._offer()

    @property
    def day(self) -> dt.date | None:
        """The local day that an edit is about."""
        return self.on.day if self.on else None

    @property
    def is_recurring(self) -> bool:
        return bool(self.rule and self.rule.rrule)

    @property
    def scope_chosen(self) -> str:
        return self.cleaned_data.get("scope") or EditScope.ALL

    @property
    def fields_of_arguments(self) -> dict[str, str]:  # type: ignore[override]  # read, never set
        """Where a refusal stands: an RRULE that was not typed is about how often."""
        is_typed = self.data.get("repeats") == Way.CUSTOM
        return {
            "starts_at": "first",
            "ends_at": "to_time",
            "exdates": "leave_out",
            "rrule": "rrule" if is_typed else "repeats",
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._check_days(data)
        if not data.get("last") and self._is_changed(*TIME_FIELDS):
            self.ask_about_clocks("from_time", "to_time")
        if data.get("repeats") == Way.CUSTOM:
            self._check_custom(data.get("rrule", ""))
        elif data.get("repeats") != Way.ONCE:
            self._check_end(data)
        return data

    def changes(self) -> dict[str, Any]:
        """The arguments that differ from what the rule is, or all of them for a new one; assumes a valid form."""
        data, arguments = self.cleaned_data, {}
        if self._is_changed("kind"):
            arguments["kind"] = data["kind"]
        if self._is_changed(*TIME_FIELDS):
            arguments |= {"starts_at": self.period.starts_at, "ends_at": self.period.ends_at}
        if self.scope_chosen != EditScope.ONE or not self.is_recurring:
            if self._is_changed(*REPEAT_FIELDS):
                arguments["rrule"] = self.rrule_written
            if data["leave_out"] or data.get("reopen"):
                arguments["exdates"] = self.exdates
        if self._is_changed("note"):
            arguments["note"] = data["note"]
        return arguments

    @cached_property
    def period(self) -> Period:
        """When it happens on the day of the form; a side that nobody touched keeps its very instant."""
        happening = self.on.period if self.on else None
        if happening and not self._is_changed(*TIME_FIELDS):
            return happening
        starts, ends = self._typed_times(self.cleaned_data)
        period = wall_clock_period(starts, ends, self.timezone)
        if happening is None:
            return period
        shown_starts, shown_ends = self._typed_times(self.stored)
        starts_at = happening.starts_at if starts == shown_starts else period.starts_at
        ends_at = happening.ends_at if ends == shown_ends else period.ends_at
        return Period(starts_at, ends_at) if starts_at < ends_at else period

    @property
    def rrule_written(self) -> str:
        """The RRULE that the form now says; the stored text where nobody touched it."""
        if self.rule and not self._is_changed(*REPEAT_FIELDS):
            return self.rule.rrule
        return self._repeat().written(self.timezone)

    @property
    def exdates(self) -> list[dt.date]:
        """The days left out: those of before that were not taken back, and the new ones."""
        stored = set(self.rule.exdates) if self.rule else set()
        reopened = {dt.date.fromisoformat(day) for day in self.cleaned_data.get("reopen", [])}
        return sorted(stored - reopened | set(self.cleaned_data["leave_out"]))

    def _repeat(self) -> Repeat:
        data = self.cleaned_data
        plain = once_on(data["first"])
        ends = data["ends"]
        return replace(
            plain,
            way=Way(data["repeats"]),
            every=data["every"] or 1,
            weekdays=tuple(sorted(data["weekdays"])) or plain.weekdays,
            nth=data["nth"] or plain.nth,
            weekday=plain.weekday if data["weekday"] is None else data["weekday"],
            month_day=data["month_day"] or plain.month_day,
            until=data["until"] if ends == Ends.UNTIL else None,
            count=data["count"] if ends == Ends.COUNT else None,
            rrule=data["rrule"],
        )

    def _is_changed(self, *names: str) -> bool:
        """Whether any of these fields says something else than the stored rule."""
        if self.rule is None:
            return True
        return any(self.fields[name].has_changed(self.stored.get(name), self[name].data) for name in names)

    def _check_days(self, data: dict[str, Any]) -> None:
        first, last = data.get("first"), data.get("last")
        for name in ("first", "last", "until"):
            if data.get(name):
                _check_sane(self, name, data[name])
        if first and last and last < first:
            self.add_error("last", _("This must be on or after the first day."))
        elif first and last == first and _is_over_midnight(data) and self._is_changed(*TIME_FIELDS):
            self.add_error("to_time", _("The end must be after the start."))

    def _check_custom(self, text: str) -> None:
        if not text.strip():
            self.add_error("rrule", _("Enter the rule, or choose another option above."))
            return
        try:
            Recurrence.parse(text)
        except ValidationError as error:
            self.add_error("rrule", error.messages)

    def _check_end(self, data: dict[str, Any]) -> None:
        first, until = data.get("first"), data.get("until")
        if data.get("ends") == Ends.UNTIL and "until" not in self.errors:
            if not until:
                self.add_error("until", _("Until when?"))
            elif first and until < first:
                self.add_error("until", _("This must be on or after the first day."))
        if data.get("ends") == Ends.COUNT and not data.get("count") and "count" not in self.errors:
            self.add_error("count", _("How many times?"))

    def _typed_times(self, data: dict[str, Any]) -> tuple[dt.datetime, dt.datetime]:
        """Start and end on the wall clock; without a last day an end that is not later is of the next."""
        first = data["first"]
        last = data["last"] or (first + DAY if _is_over_midnight(data) else first)
        return dt.datetime.combine(first, data["from_time"]), dt.datetime.combine(last, data["to_time"])

    def _stored(self) -> dict[str, Any]:
        """What the fields show of the rule as it is."""
        if self.rule is None or self.on is None:
            return {}
        repeat = read_repeat(self.rule.rrule, self._begins(self.rule))
        times = _shown_times(self.on.period, self.timezone)
        return times | _shown_repeat(repeat) | {"kind": self.rule.kind, "note": self.rule.note}

    def _moved_to(self, moved: Period) -> dict[str, Any]:
        """The fields for a time that was drawn or dragged on the calendar; the days of the rule go along."""
        times = _shown_times(moved, self.timezone)
        if self.rule is None:
            return times | _shown_repeat(once_on(times["first"]))
        repeat = read_repeat(self.rule.rrule, self._begins(self.rule))
        if times["first"] == self.stored["first"] or repeat.way == Way.CUSTOM:
            return times
        return times | _shown_repeat(repeat.moved(self.stored["first"], times["first"]))

    def _begins(self, rule: AvailabilityRule) -> dt.datetime:
        return rule.starts_at.astimezone(ZoneInfo(self.timezone))

    def _offer(self) -> None:
        """The choices that depend on the language or the rule; what makes no sense is not asked."""
        fields: dict[str, Any] = self.fields
        names = [(number, full) for number, (_short, full) in enumerate(weekday_names())]
        fields["weekdays"].choices = fields["weekday"].choices = names
        fields["month_day"].choices = [*((day, day) for day in range(1, 32)), (LAST, _("the last"))]
        exdates = self.rule.exdates if self.rule else []
        fields["reopen"].choices = [(day.isoformat(), say_full_day(day)) for day in exdates]
        if not exdates:
            del fields["reopen"]
        if not self.is_recurring:
            del fields["scope"]


def _shown_times(period: Period, timezone: str) -> dict[str, Any]:
    zone = ZoneInfo(timezone)
    starts, ends = period.starts_at.astimezone(zone), period.ends_at.astimezone(zone)
    first = starts.date()
    times = {"first": first, "from_time": _minutes(starts), "to_time": _minutes(ends)}
    plain_last = first + DAY if _is_over_midnight(times) else first
    return times | {"last": None if ends.date() == plain_last else ends.date()}


def _shown_repeat(repeat: Repeat) -> dict[str, Any]:
    names = ("every", "weekdays", "nth", "weekday", "month_day", "until", "count", "rrule")
    shown = {name: getattr(repeat, name) for name in names}
    return shown | {"repeats": repeat.way, "ends": repeat.ends, "weekdays": list(repeat.weekdays)}


def _minutes(local: dt.datetime) -> dt.time:
    return local.time().replace(second=0, microsecond=0)


def _is_over_midnight(data: dict[str, Any]) -> bool:
    from_time, to_time = data.get("from_time"), data.get("to_time")
    return bool(from_time is not None and to_time is not None and to_time <= from_time)


def _check_sane(form: forms.Form, name: str, day: dt.date) -> None:
    try:
        sane_day(day)
    except ValidationError as error:
        form.add_error(name, error)


class EndRuleForm(ActionForm):
    """How much of a rule to take back; each choice says how much that is."""

    scope = forms.ChoiceField(label=_("Clear"), widget=forms.RadioSelect, initial=EditScope.ONE)

    def __init__(self, data=None, *, rule: AvailabilityRule, on, at: dt.datetime, scope=""):
        super().__init__(data, initial={"scope": scope} if scope else {})
        self.rule, self.on, self.day = rule, on, on.day
        if rule.rrule:
            fields: dict[str, Any] = self.fields
            fields["scope"].choices = self._choices(at)
        else:
            del self.fields["scope"]

    @property
    def scope_chosen(self) -> str:
        return self.cleaned_data.get("scope") or EditScope.ALL

    def _choices(self, at: dt.datetime) -> list[tuple[str, str]]:
        """Each scope with how often the rule then happens no more."""
        left = [each.day for each in occurrences(self.rule, Period(at, at + HORIZON))]
        following = sum(day >= self.day for day in left)
        amounts = {
            EditScope.ONE: say_full_day(self.day),
            EditScope.FOLLOWING: _say_times(following),
            EditScope.ALL: _say_times(len(left)),
        }
        return [(scope.value, f"{scope.label}: {amount}") for scope, amount in amounts.items()]


def _say_times(count: int) -> str:
    return ngettext("%(count)s time in the next 18 months", "%(count)s times in the next 18 months", count) % {
        "count": count
    }
