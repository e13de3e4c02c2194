"""The pure rules of a ballot; nothing here reads a clock, a store or a network."""
