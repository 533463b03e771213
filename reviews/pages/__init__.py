"""What pages show of reviews."""
