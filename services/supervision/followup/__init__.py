"""What those who suggested a project said of it once it was accepted (回访), and their disputes."""
