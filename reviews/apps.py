from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = _("Reviews")

    def ready(self):
        from bookings.hooks import in_booking
        from reviews.emails import register_kinds
        from reviews.pages.occasion import reviews_beside_session, reviews_in_booking
        from studio.hooks import beside_session

        register_kinds()
        in_booking.register(reviews_in_booking)
        beside_session.register(reviews_beside_session)
