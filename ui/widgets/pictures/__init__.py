"""The pictures of supervision: each a chart that is read without colour, with its table below."""
