"""The vendor's Python SDK, as the guide installs it, calls the mock: every documented operation that it has.

usage: python_sdk.py URL ACCESS_KEY_ID ACCESS_KEY_SECRET

The SDK signs each request by itself, so an answer proves that the mock verifies what the vendor's code sends.
Calls are rows of calls.json; a new one needs no Python. Ends with `N passed, N failed`.
"""

import importlib
import json
import pathlib
import sys
import urllib.parse

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient

REQUESTS = "aliyunsdkcs.request.v20151215"


def request_of(call, endpoint):
    """A request of the SDK's own class for the operation."""
    name = call["operation"] + "Request"
    request = getattr(importlib.import_module(f"{REQUESTS}.{name}"), name)()
    request.set_endpoint(endpoint)
    request.set_protocol_type("http")
    request.set_accept_format("JSON")
    for key, value in call.get("path", {}).items():
        request.add_path_param(key, value)
    for key, value in call.get("query", {}).items():
        request.add_query_param(key, value)
    # The class's own setters, for rows that are about what they do: they send a form.
    for key, value in call.get("setters", {}).items():
        getattr(request, "set_" + key)(value)
    if "body" in call:
        request.set_content_type("application/json")
        request.set_content(json.dumps(call["body"]))
    return request


def fits(answer, expect):
    """Whether an answer has the shape that a row expects."""
    text = answer.decode()
    if expect is None:
        return True
    if expect == "text":
        return text.strip() != ""
    value = json.loads(text)
    if expect == "list":
        return isinstance(value, list) and value != []
    if expect == "object":
        return isinstance(value, dict)
    return all(key in value for key in expect)


def main():
    url, access_key_id, access_key_secret = sys.argv[1:]
    endpoint = urllib.parse.urlsplit(url).netloc
    calls = json.loads(pathlib.Path(__file__).with_name("calls.json").read_text())
    failures = []

    client = AcsClient(access_key_id, access_key_secret, "cn-beijing")
    for call in calls:
        try:
            answer = client.do_action_with_exception(request_of(call, endpoint))
            if not fits(answer, call.get("expect")):
                failures.append(f"{call['operation']}: unexpected answer {answer[:200]!r}")
        except Exception as error:  # whatever goes wrong is a finding about that row
            failures.append(f"{call['operation']}: {error}")

    forger = AcsClient(access_key_id, "not-" + access_key_secret, "cn-beijing")
    try:
        forger.do_action_with_exception(request_of(calls[0], endpoint))
        failures.append("a wrong secret was accepted")
    except ServerException as error:
        if error.get_http_status() != 403:
            failures.append(f"a wrong secret was answered with {error.get_http_status()} {error}")

    for failure in failures:
        print("FAILED", failure)
    total = len(calls) + 1
    print(f"{total - len(failures)} passed, {len(failures)} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
