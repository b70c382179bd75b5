"""The page: questions and answers at the left, the source with its marks at the right."""
