"""Turns the bytes of a calendar into the periods that it takes.

`calendars` runs in our process and starts `child`, which knows no Django; neither does what `child` imports.
"""
