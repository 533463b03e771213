"""Calendars kept elsewhere: fetched, read in a child process, and turned into what they take of their owner's time.

`fetching` downloads without reaching the inside of our network, `sources` asks the right kind of source, `reading`
hands the bytes to the child process, whose program is `reader` and what stands below it, without Django. See
docs/imports.md.
"""
