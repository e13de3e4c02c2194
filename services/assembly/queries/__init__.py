"""What can be read of the assembly: streets, cycles, members, and what of it is public."""
