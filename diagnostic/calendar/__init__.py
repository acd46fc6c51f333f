"""Every rule about time: holidays, opening hours, working time. It knows plain values, no settings."""

from diagnostic.calendar.opening import Closure, Holidays, Hours, Opening

__all__ = ["Closure", "Holidays", "Hours", "Opening"]
