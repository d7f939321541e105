"""The city in a box: an invented Seoul that answers as the real services do."""
