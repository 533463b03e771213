"""Holds as they are made and looked at on pages."""

from django.urls import reverse

from holds.actions import place_hold
from tests.holds.scenes import NIGHT, known

HTMX = {"HX-Request": "true"}


def new(house):
    return reverse("holds:hold_new", args=[house.party.slug])


def form(house, holder, **values):
    return {"holder": holder.slug, "stage": str(house.stage.pk), "night": "2028-03-04", "fee_currency": "EUR"} | values


def of(hold, name="hold"):
    return reverse(f"holds:{name}", args=[hold.pk])


def held(house, act, **values):
    known(house, act.party)
    return place_hold(acting_user=act.leader, holder=act.party, stage=house.stage, night=NIGHT, **values)
