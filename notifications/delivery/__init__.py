"""Where mails go, and what every page shows of the inbox."""
