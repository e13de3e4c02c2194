"""HTTP: who asks, commands and their forms, sign-in, limits, and how problems are answered."""
