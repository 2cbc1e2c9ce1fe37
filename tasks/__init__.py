"""The work: what people and machines do."""
