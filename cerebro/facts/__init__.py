"""Facts of one blob: what its content alone says, whatever its path and whoever asks."""
