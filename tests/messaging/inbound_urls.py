"""The site with a service that tells us of e-mail."""

from django.urls import include, path

from messaging.urls import inbound_paths
from stageslot.urls import urlpatterns as of_the_site

urlpatterns = [path("", include((inbound_paths("postmark"), "messaging"), namespace="inbound")), *of_the_site]
