"""Solved cases (类似实事): what other streets did about a like matter, and at what cost."""
