"""Problems (问题): what was found, who puts it right by when, what is still open."""
