"""Ways in besides the app: the command line."""
