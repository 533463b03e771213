"""What the press kit works with: songs elsewhere, stage plots, who saw what, visits of private links."""
