"""The self-check before any account: answers against the round's own conditions; nothing is stored."""
