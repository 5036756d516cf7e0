"""From what is wrong to a finding: its place, its words, its fix."""
