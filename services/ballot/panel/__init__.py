"""The three evaluations (三评): they inform and decide nothing."""
