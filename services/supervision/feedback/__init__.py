"""What residents say at a project's page without an account (居民反馈)."""
