"""A programme as one readable YAML file: checked against a schema, loaded through the services, written back."""
