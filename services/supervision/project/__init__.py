"""Projects (项目): what was chosen by ballot, until it is written off."""
