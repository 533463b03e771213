"""What pages of sessions are put together from."""
