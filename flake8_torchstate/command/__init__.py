"""The command `flake8-torchstate`."""
