"""A flake8 plugin that models what a torch nn.Module holds."""
