"""Which convenience stores are really open: listings joined with permits, as Dagster assets."""
