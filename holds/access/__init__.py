"""Who may see and do what with holds and desks, and what each viewer is told of them."""
