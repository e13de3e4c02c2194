"""The hall's screen (大屏幕): a public page that follows a session from door to result."""
