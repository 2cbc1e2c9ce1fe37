"""Benchmarks: `motcua bench NAME` runs the module of that name; yardsticks are fixed in docs (decision 0006)."""
