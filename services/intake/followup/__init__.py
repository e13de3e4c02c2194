"""回访: whoever suggested an accepted project is asked whether it solved the matter."""
