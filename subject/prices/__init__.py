"""Price lists that machines read."""
