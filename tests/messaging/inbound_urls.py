"""The site with a service that tells us of e-mail."""

from django.urls import include, path

from messaging import urls
from stageslot.urls import urlpatterns as of_the_site

with_service = [*urls.inbound_paths("postmark"), *urls.urlpatterns]
urlpatterns = [path("", include((with_service, urls.app_name))), *of_the_site]
