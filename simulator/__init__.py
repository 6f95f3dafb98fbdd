"""An Amazon that runs on this machine: the same protocols, an invented shop."""
