"""Addresses of leaving: a party's team, and the site."""

from django.urls import path

from departures import views

app_name = "departures"

urlpatterns = [
    path("parties/<slug:slug>/team/<uuid:user_id>/remove/", views.member_remove, name="member_remove"),
    path("parties/<slug:slug>/team/<uuid:user_id>/roles/end/", views.role_end, name="role_end"),
    path("parties/<slug:slug>/close/", views.party_close, name="party_close"),
    path("you/export/", views.export, name="export"),
    path("you/export/panel/", views.export_panel, name="export_panel"),
    path("you/export/<uuid:export_id>.zip", views.export_file, name="export_file"),
    path("you/delete/", views.account_delete, name="account_delete"),
]
