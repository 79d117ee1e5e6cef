"""The vendor's Python SDK, as the guide installs it, calls the mock: every documented operation that it has.

usage: python_sdk.py URL ACCESS_KEY_ID ACCESS_KEY_SECRET

The SDK signs each request by itself, so an answer proves that the mock verifies what the vendor's code sends.
Calls are rows of calls.json; a new one needs no Python. A row's `save` names paths of the answer, and `{name}` stands for
them in later rows; a row with `until` is repeated until the answer has these values. Ends with `N passed, N failed`.
"""

import importlib
import json
import pathlib
import sys
import time
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


def filled(value, saved):
    """A value with what was saved in place of the names in braces."""
    if isinstance(value, str):
        for name, text in saved.items():
            value = value.replace("{" + name + "}", text)
        return value
    if isinstance(value, list):
        return [filled(item, saved) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, saved) for key, item in value.items()}
    return value


def at(answer, path):
    """The value that a dotted path leads to."""
    for step in path.split("."):
        answer = answer[int(step)] if isinstance(answer, list) else answer[step]
    return answer


def answered(client, call, endpoint):
    """The answer to a call, repeated until it is what the row waits for: for half a minute at most."""
    deadline = time.monotonic() + 30
    while True:
        answer = client.do_action_with_exception(request_of(call, endpoint))
        wanted = call.get("until", {})
        if all(at(json.loads(answer), path) == value for path, value in wanted.items()):
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f"still {answer[:200]!r}")
        time.sleep(0.2)


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
    saved = {}
    for call in calls:
        call = filled(call, saved)
        try:
            answer = answered(client, call, endpoint)
            if not fits(answer, call.get("expect")):
                failures.append(f"{call['operation']}: unexpected answer {answer[:200]!r}")
            for name, path in call.get("save", {}).items():
                saved[name] = at(json.loads(answer), path)
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
