"""Where administrators prepare programmes and rounds: rules as data, without a developer."""
