"""The lights (四色灯) of projects as facts: when each turned to which colour (E-35)."""
