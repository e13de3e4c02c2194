"""The daily report of the street office (工作日报), gathered from all services."""
