"""Paper votes (纸质票): two tellers type the pile apart, a third where they differ."""
