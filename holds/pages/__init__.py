"""What the pages of holds need beyond what a viewer may know."""
