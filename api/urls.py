"""Addresses of the API: version 1, its document and page, and an honest 404 for everything else."""

from django.urls import path, re_path

from api import views
from api.routes.document import api

urlpatterns = [
    path("v1/docs", views.docs, name="api-docs"),
    path("v1/problems/<slug:slug>", views.problem_kind, name="api-problem"),
    path("v1/", api.urls),
    re_path(r"", views.nowhere),
]
