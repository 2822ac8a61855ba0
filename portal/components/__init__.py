"""What the component tags compute before their templates draw it; no tag, no query, no request."""
