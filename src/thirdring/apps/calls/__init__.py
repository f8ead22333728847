"""Calls as the journal tells them: projections for reading, written by the engine alone."""
