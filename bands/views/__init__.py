"""Pages of a band's own people. Its public page, the press kit, is in `discovery`."""

from bands.views.asks import ask, ask_answer, ask_close, ask_new, ask_reply, asks
from bands.views.bands import band, band_edit, band_new, band_stream_token, green_zone_panel
from bands.views.links import shared, shared_embed, shared_ics, shared_pdf
from bands.views.nights import night, night_panel, nights_ask
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
    "band_stream_token",
    "green_zone_panel",
    "night",
    "night_panel",
    "nights_ask",
    "share_new",
    "share_revoke",
    "share_rotate",
    "shared",
    "shared_embed",
    "shared_ics",
    "shared_pdf",
    "shares",
]
