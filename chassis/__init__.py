"""What carries every service: store, bus, relay, consumer, web, metrics, settings."""
