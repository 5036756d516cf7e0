"""A module's state: values, the conditions under which they hold, what each operation on a name does, what is left."""
