"""The suite; a package by name, for others install one of the same name beside it."""
