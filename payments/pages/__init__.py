"""What pages about money show, put together from several queries."""
