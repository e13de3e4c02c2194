"""The pure rules of a session and its ballot; nothing here reads a clock, a store or a network."""
