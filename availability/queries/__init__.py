"""Reads over calendars. Other apps ask them through `availability.queries.manager.AvailabilityManager`."""
