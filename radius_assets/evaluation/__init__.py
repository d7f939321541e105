"""How far verdicts can be trusted: they are compared with what is known to be true."""
