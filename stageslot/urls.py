"""Every address of the site: each app brings its own full paths."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from stageslot import views
from stageslot.metrics import metrics_page

handler500 = "web.outages.server_error"
handler429 = "web.refusals.too_many"

urlpatterns = [
    # First what everybody reads, since Django tries one address after the other. Before it those that are no venue's,
    # no professional's and no town's: venues/new/, professionals/new/ and cities/options/.
    path("", include("venues.urls")),
    path("", include("studio.urls")),
    path("", include("catalogue.urls")),
    path("", include("guides.urls")),
    path("", include("discovery.urls")),
    path("health", views.health, name="health"),
    path("metrics", metrics_page, name="metrics"),
    # Before the admin's own, which would know neither the second factor nor a limit of tries.
    path("admin/login/", views.admin_login),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/", include("api.urls")),
    path("", include("web.urls")),
    path("", include("demo.urls")),
    path("", include("notifications.urls")),
    path("", include("availability.urls")),
    path("", include("media.urls")),
    path("", include("posters.urls")),
    path("", include("accounts.urls")),
    path("", include("payments.urls")),
    path("", include("bands.urls")),
    path("", include("bookings.urls")),
    path("", include("booking_payments.urls")),
    path("", include("holds.urls")),
    path("", include("show_imports.urls")),
    path("", include("reviews.urls")),
    path("", include("messaging.urls")),
    path("", include("departures.urls")),
]
