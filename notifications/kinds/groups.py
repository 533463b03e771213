"""What notifications are about: the five groups that people filter and switch by, and one more for staff."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Group(models.TextChoices):
    """What a kind of notification is about."""

    BOOKINGS = "bookings", _("Bookings")
    DATES = "dates", _("Your dates")
    STUDIO = "studio", _("Studio")
    MONEY = "money", _("Money")
    PEOPLE = "people", _("People")
    STAFF = "staff", _("Staff")

    @property
    def icon(self) -> str:
        """Its symbol of static/icons.svg."""
        return _ICONS[self]

    @property
    def explanation(self) -> str | Promise:
        """What belongs to it, for the settings."""
        return _EXPLANATIONS[self]


_ICONS = {
    Group.BOOKINGS: "shows",
    Group.DATES: "calendar",
    Group.STUDIO: "mic",
    Group.MONEY: "money",
    Group.PEOPLE: "people",
    Group.STAFF: "key",
}
_EXPLANATIONS = {
    Group.BOOKINGS: _("Applications, requests, answers, holds, changes and cancellations."),
    Group.DATES: _("Can you play? Running orders, deps and calendar clashes."),
    Group.STUDIO: _("Requests, files, mixes, revisions and deliveries."),
    Group.MONEY: _("Contracts, settlements, payments and payouts."),
    Group.PEOPLE: _("Bands and venues, messages, reviews and saved searches."),
    Group.STAFF: _("Approvals, reports and payments that need attention."),
}
