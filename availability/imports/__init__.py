"""The words of imported calendars that their row stores: problems, and sorts of events. No Django in sorts."""
