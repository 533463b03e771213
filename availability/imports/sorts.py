"""The sorts of imported events. Without Django: the child process that reads calendars imports it."""

SORTS = ("cancelled", "declined", "transparent", "unanswered", "tentative", "all_day")
"""The sorts of events that an owner has a policy for, the strongest first: an event is of the first that fits."""
PLAIN = "plain"
"""The sort of an event that is none of these: it always counts as busy."""
