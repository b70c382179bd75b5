"""Conversation: a follow-up question made to stand alone."""
