"""What a list may hold, how it is refused, and its lines. Without Django: the child process knows it too."""

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

Row = tuple[int, list[str]]
"""The number of a line as a spreadsheet counts it, from 1, and its cells."""
