"""Commands for builders of the portal; nothing here runs in it."""
