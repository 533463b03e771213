"""What every action on an engagement does alike."""
