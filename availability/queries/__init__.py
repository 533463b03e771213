"""Reads over calendars. Other apps ask them through `availability.manager.AvailabilityManager`."""
