"""What is done when somebody asks or an event arrives."""
