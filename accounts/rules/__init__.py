"""What the forms of rules say: ways to repeat, as an RRULE and in words."""
