"""The command line: thin click commands over plain functions."""
