"""The one write verb and the two engines that carry it out: SQLite and MongoDB."""
