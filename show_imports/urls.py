"""Addresses of lists of shows."""

from django.urls import path

from show_imports import views

app_name = "show_imports"

urlpatterns = [
    path("parties/<slug:slug>/imports/", views.show_imports, name="show_imports"),
    path("parties/<slug:slug>/imports/new/", views.show_import_new, name="show_import_new"),
    path("show-imports/<uuid:import_id>/", views.show_import, name="show_import"),
    path("show-imports/<uuid:import_id>/panel/", views.show_import_panel, name="show_import_panel"),
    path("show-imports/<uuid:import_id>/columns/", views.show_import_columns, name="show_import_columns"),
    path("show-imports/<uuid:import_id>/start/", views.show_import_start, name="show_import_start"),
    path("show-imports/<uuid:import_id>/stop/", views.show_import_stop, name="show_import_stop"),
    path("show-imports/<uuid:import_id>/remove/", views.show_import_remove, name="show_import_remove"),
]
