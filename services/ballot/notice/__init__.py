"""会议通知: the paper, the text for a WeChat group, the notice on the street's page."""
