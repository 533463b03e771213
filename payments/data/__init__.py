"""What the payment provider does differently from ISO 4217."""
