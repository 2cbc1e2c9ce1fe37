"""The schema's steps, one file a step; both databases go through the same ones."""
