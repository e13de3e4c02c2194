"""The smallest service: wishes that are granted or refused, all of it by declared commands."""
