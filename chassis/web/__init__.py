"""HTTP: who asks, for what, under which limits, and how problems are answered."""
