"""The JSON interface under ``/ballot/api``."""
