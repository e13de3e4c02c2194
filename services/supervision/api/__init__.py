"""Supervision over HTTP, as JSON and workbooks."""
