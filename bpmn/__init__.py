"""The language: what a procedure is. Pure: no database, no clock, no network, no settings."""
