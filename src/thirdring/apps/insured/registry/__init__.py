"""The import of insured persons from the registries of funds and insurers: read, compare, merge at once."""
