"""Cleaning: lines of a raw file to title, facts and blocks, and what was dropped and why."""
