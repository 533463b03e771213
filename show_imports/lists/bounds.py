"""How large a list may be, and how it says no. Without Django: the child process knows it too."""

from web.sandbox.errors import Refused as Refused

MEGABYTE = 1024 * 1024
LARGEST = 5 * MEGABYTE
"""Of the file, in bytes."""
UNPACKED_MAX = 60 * MEGABYTE
"""Of all parts of a spreadsheet together, as they say themselves; nobody reads on beyond what they say."""
PARTS_MAX = 500
LINES_MAX = 10_000
BLANK_MAX = 100_000
"""Empty lines of a spreadsheet that are passed over before we give up."""
COLUMNS_MAX = 60
CELL_MAX = 4_000
HEADING_MAX = 80
