"""Answers questions with slices of the articles."""
