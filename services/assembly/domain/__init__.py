"""What the assembly decides, pure: members and their steps, cycles, charters."""
