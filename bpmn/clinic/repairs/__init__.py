"""One repair a file."""
