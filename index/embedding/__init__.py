"""Embedding: texts to vectors, behind one seam."""
