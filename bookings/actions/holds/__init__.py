"""Every write to holds and their ladders. The lock of a ladder is the calendar of its room.

`ladders` holds what all of them do alike: lock, change, close up, pass challenges on, tell. Import from the modules;
publishing a show needs the ladders too, so this package itself imports nothing.
"""
