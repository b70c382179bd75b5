"""Showing: an answer as terminal text, JSON, Markdown and links."""
