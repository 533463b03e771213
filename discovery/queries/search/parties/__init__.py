"""Search over acts and venues, by the listings that PostgreSQL keeps."""
