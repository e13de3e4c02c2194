"""The charter (章程) of a street: adopted by its party committee, version by version."""
