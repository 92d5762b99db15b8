"""The room with people and machines around the core: command line, and later the server."""
