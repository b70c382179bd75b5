"""Reading: the words of a passage that answer a question, behind one seam."""
