"""What pages of payments show."""
