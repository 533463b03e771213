"""Calendar files as RFC 5545 writes them."""
