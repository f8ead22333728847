"""``thirdring doctor``: looks an installation over and says of each thing what was found and what to mend."""
