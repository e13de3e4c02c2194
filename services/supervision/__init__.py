"""Supervision (监督): projects until residents accept them, and the inspections on the way."""
