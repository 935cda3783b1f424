"""What ``--json`` gives, as types and as JSON Schema: a contract to which keys are only ever added."""
