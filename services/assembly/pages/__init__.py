"""The portal ``/``, the streets' pages, sign-in and the desk."""
