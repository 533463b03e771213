"""What people are told of reviews; made at delivery."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from engagements.queries.people import led_ids
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from reviews.models import Review
from web.texts import isolated, isolated_words


def register_kinds() -> None:
    """Called when the site starts."""
    registry.register_all(
        {"reviews.revealed": gettext_lazy("Someone has reviewed you")}, render_all, group=Group.PEOPLE
    )


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """What the other side said, for those who lead the side reviewed. Two queries."""
    wanted = {told.data.get("review") for told in notifications} - {None}
    reviews = Review.objects.revealed().filter(pk__in=wanted).select_related("author", "subject")
    led = led_ids(user, [review.subject_id for review in reviews])
    known = {str(review.pk): review for review in reviews if review.subject_id in led}
    found = [known.get(told.data.get("review", "")) for told in notifications]
    return [_render(review) if review else None for review in found]


def _render(review: Review) -> Text:
    words = isolated_words({"author": review.author.name, "subject": review.subject.name})
    subject = _("%(author)s has reviewed %(subject)s") % words
    rating = _("%(rating)d of 5") % {"rating": review.rating}
    said = [_("“%(words)s”") % {"words": isolated(review.text)}] if review.text else []
    return Text(subject, "\n\n".join([rating, *said]), _("Read and answer"))
