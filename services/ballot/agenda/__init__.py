"""议程: the items of a session, what was heard and decided on each (W-02, W-03, W-09)."""
