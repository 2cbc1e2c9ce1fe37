"""Directives (chỉ đạo, điều hành): a leader's text is read for mandates, which are confirmed, given and followed."""
