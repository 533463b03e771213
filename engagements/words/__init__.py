"""Sentences about engagements that pages and e-mails share."""
