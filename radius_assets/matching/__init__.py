"""Which listing is which permit, and what follows."""
