"""The sections of a report, one module each: its sentences, its figures, its tables."""
