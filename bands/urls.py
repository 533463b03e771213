"""Addresses of bands. Team, invites and photos are those of every party: `accounts.urls`."""

from django.urls import path

from accounts import views as accounts_views
from bands import views

app_name = "bands"

urlpatterns = [
    path("bands/new/", views.band_new, name="band_new"),
    path("you/musician/", views.musician_edit, name="musician_edit"),
    path("musicians/", views.musicians, name="musicians"),
    path("musicians/<slug:slug>/", views.musician, name="musician"),
    path("solo/new/", views.solo_new, name="solo_new"),
    path("bands/<slug:slug>/", views.band, name="band"),
    path("bands/<slug:slug>/open/", views.band_open, name="band_open"),
    path("bands/<slug:slug>/edit/", views.band_edit, name="band_edit"),
    path("bands/<slug:slug>/green-zone/", views.green_zone_panel, name="green_zone_panel"),
    path("bands/<slug:slug>/stream-token/", views.band_stream_token, name="band_stream_token"),
    path("bands/<slug:slug>/nights/<str:night>/", views.night, name="night"),
    path("bands/<slug:slug>/nights/<str:night>/panel/", views.night_panel, name="night_panel"),
    path("bands/<slug:slug>/asks/", views.asks, name="asks"),
    path("bands/<slug:slug>/asks/new/", views.ask_new, name="ask_new"),
    path("bands/<slug:slug>/asks/unknown/", views.nights_ask, name="nights_ask"),
    path("bands/<slug:slug>/asks/<uuid:ask_id>/", views.ask, name="ask"),
    path("bands/<slug:slug>/asks/<uuid:ask_id>/reply/", views.ask_reply, name="ask_reply"),
    path("bands/<slug:slug>/asks/<uuid:ask_id>/close/", views.ask_close, name="ask_close"),
    path("answers/<str:token>/", views.ask_answer, name="ask_answer"),
    path("bands/<slug:slug>/shares/", views.shares, name="shares"),
    path("bands/<slug:slug>/shares/new/", views.share_new, name="share_new"),
    path("bands/<slug:slug>/shares/<uuid:share_id>/rotate/", views.share_rotate, name="share_rotate"),
    path("bands/<slug:slug>/shares/<uuid:share_id>/revoke/", views.share_revoke, name="share_revoke"),
    path("bands/<slug:slug>/press/", views.press, name="press"),
    path("bands/<slug:slug>/press/publish/", views.press_publish, name="press_publish"),
    path("bands/<slug:slug>/press/discard/", views.press_discard, name="press_discard"),
    path("bands/<slug:slug>/press/texts/", views.press_texts, name="press_texts"),
    path("bands/<slug:slug>/press/rider/", views.press_rider, name="press_rider"),
    path("bands/<slug:slug>/press/rider/document/", views.press_rider_document, name="press_rider_document"),
    path(
        "bands/<slug:slug>/press/rider/document/remove/",
        views.press_rider_document_remove,
        name="press_rider_document_remove",
    ),
    path("bands/<slug:slug>/press/plot/", views.press_plot, name="press_plot"),
    path("bands/<slug:slug>/press/inputs/", views.press_inputs, name="press_inputs"),
    path("bands/<slug:slug>/press/inputs.csv", views.press_inputs_csv, name="press_inputs_csv"),
    path("bands/<slug:slug>/press/links/", views.press_links, name="press_links"),
    path("bands/<slug:slug>/press/links/<uuid:link_id>/revoke/", views.press_link_revoke, name="press_link_revoke"),
    path("bands/<slug:slug>/press/<slug:part>/", views.press_part, name="press_part"),
    path("bands/<slug:slug>/press/<slug:part>/<slug:piece_id>/", views.press_piece, name="press_piece"),
    path("bands/<slug:slug>/press/<slug:part>/<slug:piece_id>/move/", views.press_piece_move, name="press_piece_move"),
    path(
        "bands/<slug:slug>/press/<slug:part>/<slug:piece_id>/remove/",
        views.press_piece_remove,
        name="press_piece_remove",
    ),
    path("availability/<slug:token>/", views.shared, name="shared"),
    path("availability/<slug:token>/embed/", views.shared_embed, name="shared_embed"),
    path("availability/<slug:token>.ics", views.shared_ics, name="shared_ics"),
    path("availability/<slug:token>.pdf", views.shared_pdf, name="shared_pdf"),
    path("bands/<slug:slug>/members/", accounts_views.team, name="members"),
]
