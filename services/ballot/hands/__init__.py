"""举手表决: reports and rules adopted by a show of hands, counted by two tellers."""
