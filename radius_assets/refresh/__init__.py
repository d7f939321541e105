"""The order of work: which stage waits for which, district by district."""
