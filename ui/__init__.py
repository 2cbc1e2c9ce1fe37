"""The windows: screens, HTTP interface, command."""
