"""Answering: from candidates and spans to findings, each by the kind of question."""
