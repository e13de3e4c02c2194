"""A deliberator is told what intake keeps of them, and agrees, before anything is collected."""
