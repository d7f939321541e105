"""Tests of the asset graph as a whole, against a sandbox on real sockets."""
