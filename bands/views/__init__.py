"""Pages of a band's own people. Its public page, the press kit, is in `discovery`."""

from bands.views.asks import ask, ask_answer, ask_close, ask_new, ask_reply, asks
from bands.views.bands import band, band_edit, band_new, band_open, band_stream_token, green_zone_panel, solo_new
from bands.views.links import shared, shared_embed, shared_ics, shared_pdf
from bands.views.musicians import musician, musician_edit, musicians
from bands.views.nights import night, night_panel, nights_ask
from bands.views.press.drafts import press, press_discard, press_publish
from bands.views.press.links import press_link_revoke, press_links
from bands.views.press.lists import press_part, press_piece, press_piece_move, press_piece_remove
from bands.views.press.stage import press_inputs, press_inputs_csv, press_plot
from bands.views.press.texts import press_rider, press_rider_document, press_rider_document_remove, press_texts
from bands.views.shares import share_new, share_revoke, share_rotate, shares

__all__ = [
    "ask",
    "ask_answer",
    "ask_close",
    "ask_new",
    "ask_reply",
    "asks",
    "band",
    "band_edit",
    "band_new",
    "band_open",
    "band_stream_token",
    "green_zone_panel",
    "musician",
    "musician_edit",
    "musicians",
    "night",
    "night_panel",
    "nights_ask",
    "press",
    "press_discard",
    "press_inputs",
    "press_inputs_csv",
    "press_link_revoke",
    "press_links",
    "press_part",
    "press_piece",
    "press_piece_move",
    "press_piece_remove",
    "press_plot",
    "press_publish",
    "press_rider",
    "press_rider_document",
    "press_rider_document_remove",
    "press_texts",
    "share_new",
    "share_revoke",
    "share_rotate",
    "shared",
    "shared_embed",
    "shared_ics",
    "shared_pdf",
    "shares",
    "solo_new",
]
