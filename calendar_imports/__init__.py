"""Reads calendars kept elsewhere: downloads them, reads them in a child process, stores the time that they take.

`fetching` downloads without reaching the inside of our network. `reading` hands the bytes to a child process without
Django and takes its answer. `actions` stores the result. The row, `ImportedCalendar`, belongs to `availability`. See
docs/imports.md.
"""
