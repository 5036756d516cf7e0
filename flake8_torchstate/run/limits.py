"""All bounds of the interpreter: how deep, how many, how long.  Past each of them a value is Unknown, or a class
TSM000.
"""
from __future__ import annotations

MOST_DEPTH = 40
"""Calls inside of each other.  A class that goes deeper with itself is TSM000."""
MOST_SAME = 2
"""Calls of one function inside of each other."""
MOST_STEPS = 20_000
"""Expressions and statements that are looked at for one class."""
MOST_FREE = 3_000
"""Steps after which calls that don't touch self are only taken by their annotations."""
MOST_FREE_DEPTH = 6
"""Depth from which on they are."""
MOST_SUMMARIES = 30
"""Other classes that the construction of one asks about."""
MOST_CONSTRUCTED = 100
"""Other classes that are constructed for the sake of one in all."""
MOST_NESTED_SUMMARIES = 6
"""Such classes that each ask for the next one."""
MOST_KEPT_SUMMARIES = 300
"""What constructing a class leaves is kept for so many classes."""
MOST_SUMMARY_STEPS = 4_000
"""Steps of each of these."""
MOST_KEPT_RUNS = 40
"""Runs of one constructor with the same kinds of arguments that are kept for the next class."""
MOST_QUIET = 40
"""Methods that are looked at to tell that one changes nothing."""
MOST_NAMED = 300
"""Functions and constants that are looked at to tell that one has nothing to do with torch."""
MOST_GIVEN = 20
"""Items of a container that is given to such a function."""
MOST_UNROLLED = 16
"""Items that a loop is run for one by one, and that a repetition of a container writes out."""
MOST_OPERANDS = 50
"""Operands of one `and` or `or` that are told apart."""
MOST_BRANCHES = 50
"""Branches of one `if` or `match` of which each remembers that none of those before it was taken."""
MOST_ITEMS = 1_000
"""Items of a container that are known; what else is in it may be anywhere."""
MOST_TABLE = 200
"""Lines of a table of literals at the module level that is looked into."""
MOST_COPIED = 20
"""Containers in each other that are copied."""
MOST_TEXT = 200
"""Characters of a text that is computed with."""
MOST_LITERAL = 2_000
"""Characters of a text that is known, and the greatest width that a format may ask for."""
MOST_MADE = 100_000
"""Characters that a method of strings may go through."""
MOST_NUMBER = 10 ** 200
"""The size of a number that is known."""
MOST_ANNOTATION = 500
"""Characters of an annotation in quotes that is parsed."""
