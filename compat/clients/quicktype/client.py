"""Reads cases.json and prints what the generated classes make of each frame."""

import importlib
import json


def round_trip(case):
    generation, name = case["schema"].split("/")
    module = importlib.import_module("g" + generation)
    name = name.replace("-", "_")
    try:
        message = getattr(module, f"{name}_from_dict")(case["frame"])
        return {"frame": getattr(module, f"{name}_to_dict")(message)}
    except (AssertionError, TypeError, ValueError) as error:
        return {"error": repr(error)}


with open("cases.json", encoding="utf-8") as file:
    print(json.dumps([round_trip(case) for case in json.load(file)]))
