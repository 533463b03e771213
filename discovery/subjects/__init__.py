"""What is searched for: each subject says its fields, parts, facets and sorts once. See docs/search.md."""

from discovery.subjects.open_nights import OPEN_NIGHTS
from discovery.subjects.parties import ACTS, VENUES
from discovery.subjects.professionals import PROFESSIONALS
from discovery.subjects.subject import Subject

SUBJECTS = {subject.kind: subject for subject in (ACTS, VENUES, PROFESSIONALS, OPEN_NIGHTS)}

__all__ = ["ACTS", "OPEN_NIGHTS", "PROFESSIONALS", "SUBJECTS", "VENUES", "Subject"]
