"""A believable world to look at: made through the same actions as the pages, so it can show nothing they cannot do."""
