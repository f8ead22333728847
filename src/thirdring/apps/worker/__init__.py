"""The process for work that nobody waits for: it runs the jobs of every app's ``tasks`` module."""
