"""What a gig and a studio session share: deals, deadlines, refusals, the frame of every action. No tables yet."""
