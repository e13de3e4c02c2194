"""Public notices (公示) over candidates."""
