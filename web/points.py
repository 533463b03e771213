"""A place on earth as it stands in an address: "53.55,9.99", degrees north and east."""

import math

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DECIMALS = 2
"""About a kilometre: near enough for music, too rough to find somebody at home."""
Point = tuple[float, float]


class PointField(forms.CharField):
    """A place as (latitude, longitude), rounded to DECIMALS; None where nothing was said. A script fills it in."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs) -> None:
        super().__init__(required=False, max_length=60, **kwargs)

    def clean(self, value) -> Point | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            latitude, longitude = (round(float(part), DECIMALS) for part in text.split(","))
        except ValueError as error:
            raise ValidationError(_("Enter coordinates on the map.")) from error
        if not (math.isfinite(latitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
            raise ValidationError(_("Enter coordinates on the map."))
        return latitude, longitude


def say_point(point: Point) -> str:
    """As it stands in an address."""
    return ",".join(f"{degrees:g}" for degrees in point)
