"""The commands, a file for each kind; `ui.command` brings them together."""
