from django.urls import path

from guides import views
from guides.states import SitePageKind

app_name = "guides"
urlpatterns = [
    path("help/", views.help_index, name="help_index"),
    path("help/<slug:slug>/", views.help_guide, name="help_guide"),
    *(path(f"{kind}/", views.site_page, {"kind": kind.value}, name=kind.value) for kind in SitePageKind),
]
