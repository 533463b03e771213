"""How much of anything is taken from an upload."""

MEGABYTE = 1024 * 1024

PICTURE_PIXELS_MAX = 50_000_000
PICTURE_SIDE_MIN = 200
PICTURE_WIDTHS = (320, 640, 1024, 1600, 2400)
SOUND_SECONDS_MAX = 15 * 60
SOUND_SECONDS_MIN = 1
PREVIEW_SECONDS_MAX = 2 * 60 * 60
PREVIEW_BYTES_MAX = 2048 * MEGABYTE
"""Of a file that is longer or larger there is no copy for listening."""
PAGES_MAX = 60
