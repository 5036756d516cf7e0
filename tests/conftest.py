"""What holds for all tests: the many processes that they start keep what they have compiled, as a user's would."""
import os

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
