"""Read all of it, though each answer is capped."""
