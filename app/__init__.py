"""The shell: everything that knows HTTP, the command line, settings or the clock."""
