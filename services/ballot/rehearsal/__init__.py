"""演练 from a page: begun and ended by who presides, held on a copy that leaves no trace."""
