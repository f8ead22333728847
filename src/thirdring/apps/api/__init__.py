"""The HTTP API for other programs: tokens, error form, paging, version 1."""
