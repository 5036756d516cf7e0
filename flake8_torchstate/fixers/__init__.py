"""What writes the fixes: a module for each family of rules.  A rule asks for one only where fixes are wanted."""
