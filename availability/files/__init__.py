"""What calendar files hold."""
