"""The one face of range arithmetic: whoever asks about time on calendars asks here."""

from availability.nights.evenings import Terms
from availability.queries.green_zone import Night, chosen_nights, green_ranges, night_state, nights
from availability.queries.matching import may_be_known, nothing_taken, taken_between
from availability.queries.probes import alternatives, free_calendars
from availability.queries.states import combined_states, combined_states_besides, states, states_besides, states_many

__all__ = ["AvailabilityManager", "Night", "Terms"]


class AvailabilityManager:
    """Questions about calendars, each a fixed number of statements however many calendars and nights it is about.

    Calendars are asked for by id; periods are `availability.ranges.Period`.
    """

    green_ranges = staticmethod(green_ranges)
    nights = staticmethod(nights)
    chosen_nights = staticmethod(chosen_nights)
    night_state = staticmethod(night_state)
    states = staticmethod(states)
    states_many = staticmethod(states_many)
    states_besides = staticmethod(states_besides)
    combined_states = staticmethod(combined_states)
    combined_states_besides = staticmethod(combined_states_besides)
    free_calendars = staticmethod(free_calendars)
    nothing_taken = staticmethod(nothing_taken)
    may_be_known = staticmethod(may_be_known)
    taken_between = staticmethod(taken_between)
    alternatives = staticmethod(alternatives)
