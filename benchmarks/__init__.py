"""What the plugin is measured by: its findings against recorded truth, its time beside other plugins."""
