"""How events travel: what a bus must do, and the two that do it (local files, RabbitMQ)."""
