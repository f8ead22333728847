"""The live screens of those who watch over the centre: the wallboard and the supervisor's page."""
