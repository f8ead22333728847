"""Funds, insurers, assistance companies and clinics: who shares the system, and where they work."""
