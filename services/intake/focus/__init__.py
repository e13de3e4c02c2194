"""Where the weight lies (E-04): focus topics, urgent needs, weak points, priorities."""
