"""The words everyone uses: districts, positions, records."""
