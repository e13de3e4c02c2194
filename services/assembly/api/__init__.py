"""The assembly's JSON: ``/assembly/api/…``."""
