"""Webhooks: the receivers, the events due to each, and the worker that sends them.

Nothing is sent from a handler or a request. The relay writes a delivery for each destination that
wants an event (``taking``), a worker sends them one after the other (``sending``, ``webhooks``).
"""
