"""A page of an outside CRM for the call at the desk, and calls that begin in one."""
