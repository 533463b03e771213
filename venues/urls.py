"""Addresses of venues. Team, invites and photos are those of every party: `accounts.urls`."""

from django.urls import path

from venues import views

app_name = "venues"

urlpatterns = [
    path("venues/new/", views.venue_new, name="venue_new"),
    path("venues/<slug:slug>/edit/", views.venue_edit, name="venue_edit"),
    path("venues/<slug:slug>/stages/", views.stages, name="stages"),
    path("venues/<slug:slug>/stages/new/", views.stage_new, name="stage_new"),
    path("stages/<uuid:stage_id>/edit/", views.stage_edit, name="stage_edit"),
    path("stages/<uuid:stage_id>/remove/", views.stage_remove, name="stage_remove"),
    path("stages/<uuid:stage_id>/closures/", views.stage_close, name="stage_close"),
    path("stages/<uuid:stage_id>/closures/<uuid:closure_id>/remove/", views.stage_reopen, name="stage_reopen"),
    path("stages/<uuid:stage_id>/photos/", views.stage_photo_add, name="stage_photo_add"),
    path("stages/<uuid:stage_id>/photos/<int:photo_id>/remove/", views.stage_photo_remove, name="stage_photo_remove"),
]
