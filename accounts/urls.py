"""Addresses of accounts. What bands and venues have in common stands under /parties/."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("you/", views.you, name="you"),
    path("you/acting/", views.acting, name="acting"),
    path("you/nudges/", views.nudge_settings, name="nudge_settings"),
    path("you/feeds/", views.feeds, name="feeds"),
    path("you/feeds/new/", views.feed_create, name="feed_create"),
    path("you/feeds/<uuid:feed_id>/rotate/", views.feed_rotate, name="feed_rotate"),
    path("you/feeds/<uuid:feed_id>/revoke/", views.feed_revoke, name="feed_revoke"),
    path("you/tokens/", views.tokens, name="tokens"),
    path("you/tokens/<uuid:token_id>/revoke/", views.token_revoke, name="token_revoke"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/paint/", views.calendar_paint, name="calendar_paint"),
    path("calendar/said/", views.time_say, name="time_say"),
    path("calendar/said/<uuid:rule_id>/remove/", views.time_unsay, name="time_unsay"),
    path("calendar/known/", views.known_set, name="known_set"),
    path("calendar/nudge/", views.nudge, name="nudge"),
    path("calendar/nudge/<str:token>/", views.nudge_answer, name="nudge_answer"),
    path("calendar/plan/", views.plan, name="plan"),
    path("calendar/plan/events/", views.plan_events, name="plan_events"),
    path("calendar/plan/new/", views.rule_new, name="rule_new"),
    path("calendar/plan/preview/", views.rule_preview, name="rule_new_preview"),
    path("calendar/plan/<uuid:rule_id>/edit/", views.rule_edit, name="rule_edit"),
    path("calendar/plan/<uuid:rule_id>/preview/", views.rule_preview, name="rule_edit_preview"),
    path("calendar/plan/<uuid:rule_id>/end/", views.rule_end, name="rule_end"),
    path("calendar/imports/", views.imports, name="imports"),
    path("calendar/imports/new/", views.import_new, name="import_new"),
    path("calendar/imports/new/<uuid:draft_id>/", views.import_draft, name="import_draft"),
    path("calendar/imports/new/<uuid:draft_id>/preview/", views.import_draft_preview, name="import_draft_preview"),
    path("calendar/imports/<uuid:import_id>/", views.import_edit, name="import_edit"),
    path("calendar/imports/<uuid:import_id>/preview/", views.import_edit_preview, name="import_edit_preview"),
    path("calendar/imports/<uuid:import_id>/panel/", views.import_panel, name="import_panel"),
    path("calendar/imports/<uuid:import_id>/refresh/", views.import_refresh, name="import_refresh"),
    path("calendar/imports/<uuid:import_id>/reconnect/", views.import_reconnect, name="import_reconnect"),
    path("calendar/imports/<uuid:import_id>/remove/", views.import_remove, name="import_remove"),
    path("join/<str:token>/", views.join, name="join"),
    path("parties/<slug:slug>/team/", views.team, name="team"),
    path("parties/<slug:slug>/team/invites/", views.invite_new, name="invite_new"),
    path("parties/<slug:slug>/team/invites/<uuid:invite_id>/revoke/", views.invite_revoke, name="invite_revoke"),
    path("parties/<slug:slug>/team/me/", views.membership_edit, name="membership_edit"),
    path("parties/<slug:slug>/team/<uuid:user_id>/roles/add/", views.role_add, name="role_add"),
    path("parties/<slug:slug>/photos/", views.photos, name="photos"),
    path("parties/<slug:slug>/photos/new/", views.photo_add, name="photo_add"),
    path("parties/<slug:slug>/photos/<uuid:photo_id>/remove/", views.photo_remove, name="photo_remove"),
]
