"""What the payment provider does differently from ISO 4217; accounts at banks, and references of transfers."""
