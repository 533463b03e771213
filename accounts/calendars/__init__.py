"""What the pages of a person's calendar work with: ways to repeat, imports not yet saved."""
