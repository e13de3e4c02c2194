"""Papers of an item (草案、说明、报告): versions of a text, with a file where one came (W-05)."""
