"""The record: what happened, and what is due."""
