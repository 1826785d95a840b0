"""Reads [{"type", "frame"}] from standard input; writes what the generated classes make of each frame."""

import json
import re
import sys

import rtms_types


def function(name, direction):
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return getattr(rtms_types, f"{snake}_{direction}_dict")


def round_trip(case):
    try:
        message = function(case["type"], "from")(case["frame"])
        return {"frame": function(case["type"], "to")(message)}
    except (AssertionError, TypeError, ValueError) as error:
        return {"error": repr(error)}


json.dump([round_trip(case) for case in json.load(sys.stdin)], sys.stdout)
