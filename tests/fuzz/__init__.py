"""Fuzzing: thousands of broken and hostile files, each met as the house meets a file, none of which may hurt.

`python -m tests.fuzz` runs them in a worker that is watched; the same number and seed make the same file.
"""
