"""Automatic call distribution: ``step(state, input)`` gives the effects and changes the state.

Nothing in this package knows Asterisk, a database, a clock or chance. An input carries
its own moment; what has to happen in the world, and what has to be remembered of it,
comes back as effects. The same inputs always give the same effects, byte for byte, so
a crash is healed by replaying the journal and the twin runs the production router.
"""
