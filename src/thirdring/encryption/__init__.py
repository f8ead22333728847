"""Encryption at rest: files in chunks that are read from any place, their keys, and the recordings."""
