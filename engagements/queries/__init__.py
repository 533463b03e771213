"""Who belongs to the sides of an engagement."""
