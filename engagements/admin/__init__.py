"""What the staff's pages share."""
