"""The pages under ``/supervision/streets/{street}``."""
