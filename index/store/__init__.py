"""Stores: where articles, passages, vectors and quotations are kept, behind one seam."""
