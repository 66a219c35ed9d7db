"""Uses of one house's texts."""
