"""What pages of venues show."""
