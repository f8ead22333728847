"""Insured persons: who they are, how they are found by phone, policy and name."""
