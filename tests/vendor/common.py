"""What the adapters of both SDKs share."""

import json
import pathlib

DOCUMENT = pathlib.Path(__file__).parents[2] / "generated" / "openapi.json"


class Refused(Exception):
    """The service answered with an error."""

    def __init__(self, status, code, message):
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code


def operation(name):
    """Method and path of an operation, for those that an SDK has no class for."""
    for path, methods in json.loads(DOCUMENT.read_text())["paths"].items():
        for method, described in methods.items():
            if isinstance(described, dict) and described.get("operationId") == name:
                return method.upper(), path
    raise KeyError(name)
