"""Webhooks: other systems are told what happens, signed, again and again until they have heard it."""
