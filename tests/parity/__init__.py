"""One suite for every store and every bus: what passes on one must pass on the others."""
