"""The files of the span reader; the README beside them is its card."""
