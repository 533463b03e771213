"""How bookings say no."""

from django.utils.translation import gettext_lazy as _

from web.errors import Refusal


class Held(Refusal):
    """The night is held by somebody else; the venue must name the hold that it confirms or releases."""

    slug = "held"
    title = _("Someone else has this night")

    def __init__(self, holds, detail=""):
        self.holds = holds
        super().__init__(detail)


class ShowChanged(Refusal):
    """What was proposed was made for the show as it was: nobody is moved by a plan that looks past what happened."""

    slug = "show-changed"
    title = _("The show has changed since this was proposed. Propose it again.")


class BeyondPromise(Refusal):
    """A booked act would be wanted before its call or after its release: that is another promise, to be agreed."""

    slug = "beyond-promise"
    title = _("A booked act has agreed to other hours. Propose the new times; they take effect once the act agrees.")

    def __init__(self, spots, detail=""):
        self.spots = spots
        super().__init__(detail, spots=[str(spot.pk) for spot in spots])


class Vetoed(Refusal):
    """The headliner does not want this act on the bill, and may say so."""

    slug = "vetoed"
    title = _("The headliner and the host have to agree on this act first.")
