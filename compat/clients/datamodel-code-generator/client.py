"""Reads cases.json and prints what the generated models make of each frame."""

import importlib
import json
import sys

from pydantic import ValidationError

sys.path.insert(0, "generated")


def round_trip(case):
    module = importlib.import_module("g" + case["schema"].replace("/", "_").replace("-", "_"))
    try:
        message = module.Message.model_validate(case["frame"])
        return {"frame": message.model_dump(mode="json", by_alias=True)}
    except ValidationError as error:
        return {"error": str(error)}


with open("cases.json", encoding="utf-8") as file:
    print(json.dumps([round_trip(case) for case in json.load(file)]))
