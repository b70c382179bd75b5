"""English as data: every list of words, once, and the few functions over them."""
