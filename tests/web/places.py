"""A site with only some of its places: the leaf package is tested without the apps above it."""

from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path


def page(request):
    return HttpResponse()


urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("web.urls")),
    path("", include(([path("", page, name="today"), path("acts/", page, name="acts")], "discovery"))),
    path("", include(([path("shows/", page, name="shows")], "bookings"))),
]
