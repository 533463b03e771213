"""The site's addresses, and beside them a plain view with one query: what Django costs at the least."""

from django.http import HttpResponse
from django.urls import path

from accounts.models import Party
from stageslot.urls import urlpatterns as site


def one_query(request):
    return HttpResponse(f"<h1>{Party.objects.only('name').order_by('pk').first().name}</h1>")


urlpatterns = [path("bench/one-query/", one_query), *site]
