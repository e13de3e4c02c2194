"""The meetings that a street holds again and again: consultation, dispatch, assessment."""
