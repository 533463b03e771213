"""What pages list, put together from several reads."""
