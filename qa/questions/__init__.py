"""Questions: what is asked, understood once and used by everybody."""
