"""The floor (发言): what is dealt with now, who asked to speak, who speaks and for how long."""
