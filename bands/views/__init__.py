"""Pages of a band's own people. Its public page, the press kit, is in `discovery`."""

from bands.views.bands import band, band_edit, band_new, band_stream_token, green_zone_panel

__all__ = ["band", "band_edit", "band_new", "band_stream_token", "green_zone_panel"]
