"""How bookable time is reckoned. Pure Python: no database."""
