"""Third Ring: the contact centre of a health insurer, a fund or an assistance company."""

__version__ = "0.1.0"
