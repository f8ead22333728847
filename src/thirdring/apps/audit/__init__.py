"""Who read what, when and what for; sealed so that a change is seen."""
