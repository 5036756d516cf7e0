"""The interpreter: from the construction of a class to its ModuleState."""
