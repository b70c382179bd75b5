"""Makes articles searchable: read, clean, cut, embed, store, retrieve."""
