"""What people type about holds, house rules and desks."""
