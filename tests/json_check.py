"""JSON held against a schema, as far as our schemas go; what the schema does not name is a fault here."""

TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


def faults(value, schema, known=None, at="$"):
    """Return, a line each, where *value* is not what *schema* says."""
    known = known if known is not None else schema.get("$defs", {})
    if "$ref" in schema:
        return faults(value, known[schema["$ref"].rpartition("/")[2]], known, at)
    if "anyOf" in schema:
        every = [faults(value, one, known, at) for one in schema["anyOf"]]
        return min(every, key=len)
    kind = schema.get("type")
    if kind and not (isinstance(value, TYPES[kind]) and (kind == "boolean") >= isinstance(value, bool)):
        return [f"{at} is no {kind}: {value!r}"]
    found = (
        [f"{at} is none of {schema['enum']}: {value!r}"] if value not in schema.get("enum", [value]) else []
    )
    if kind == "object":
        found += _object_faults(value, schema, known, at)
    if kind == "array":
        first = schema.get("prefixItems", [])
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            found.append(f"{at} has {len(value)} items")
        for i, one in enumerate(value):
            found += faults(one, first[i] if i < len(first) else schema.get("items", {}), known, f"{at}[{i}]")
    return found


def _object_faults(value, schema, known, at):
    said, more = schema.get("properties", {}), schema.get("additionalProperties")
    found = [f"{at} has no {name}" for name in schema.get("required", ()) if name not in value]
    for name, one in value.items():
        if name in said or more is not None:
            found += faults(one, said.get(name, more), known, f"{at}.{name}")
        else:
            found.append(f"{at}.{name} is not described")
    return found
