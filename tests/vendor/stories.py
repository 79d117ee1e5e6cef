"""The vendor's Python SDKs tell whole stories to the mock; both tell the same.

usage: stories.py classic|current URL ACCESS_KEY_ID ACCESS_KEY_SECRET

The SDKs sign each request by themselves, so an answer proves that the mock verifies what the vendor's code sends. A story is
a file of stories/, a row of it a call; a new one needs no Python. A row has

- `call`, an operation, with `path`, `query` and `body`, or `setters` for what the classic SDK sends as a form;
- `expect`, of which the answer has to have everything, or `has`, names of what is in it;
- `until`, what the answer has to have in the end: the call is repeated until it has;
- `refused`, the status and the code of the error;
- `save`, names of paths of the answer; `{name}` stands for them in later rows;
- `as`: `forger` has another secret, `latecomer` a clock that is sixteen minutes off, `replayer` the same nonce each time;
- `only`, the SDK that can do that.

Ends with `N passed, N failed`.
"""

import importlib
import json
import pathlib
import sys
import time
import urllib.parse

import common

DISGUISES = {"latecomer": {"late": -16 * 60}, "replayer": {"nonce": "once-and-again"}}


def filled(value, saved):
    """A value with what was saved in place of the names in braces."""
    if isinstance(value, str):
        for name, text in saved.items():
            value = value.replace("{" + name + "}", text)
        return value
    if isinstance(value, list):
        return [filled(item, saved) for item in value]
    if isinstance(value, dict):
        return {filled(key, saved): filled(item, saved) for key, item in value.items()}
    return value


def at(answer, path):
    """The value that a dotted path leads to."""
    for step in path.split("."):
        answer = answer[int(step)] if isinstance(answer, list) else answer[step]
    return answer


def misfit(answer, expected, path="the answer"):
    """Where an answer lacks something that is expected; nothing if it has everything."""
    if isinstance(expected, dict) and isinstance(answer, dict):
        found = (misfit(answer.get(key), value, f"{path}.{key}") for key, value in expected.items())
        return next((problem for problem in found if problem), None)
    if isinstance(expected, list) and isinstance(answer, list) and len(answer) == len(expected):
        found = (misfit(item, value, f"{path}[{index}]") for index, (item, value) in enumerate(zip(answer, expected)))
        return next((problem for problem in found if problem), None)
    return None if answer == expected else f"{path} is {answer!r}, not {expected!r}"


class Teller:
    """Tells stories with an SDK."""

    def __init__(self, sdk, endpoint, access_key_id, access_key_secret):
        self.client = sdk(endpoint, access_key_id, access_key_secret)
        self.forger = sdk(endpoint, access_key_id, "not-" + access_key_secret)

    def tell(self, story):
        """Tells a story to its end, or to where it goes wrong."""
        saved, rows = {}, 0
        for row in story:
            if row.get("only", self.client.name) != self.client.name:
                continue
            row = filled(row, saved)
            try:
                answer = self.answered(row)
                saved.update({name: at(answer, path) for name, path in row.get("save", {}).items()})
            except Exception as error:
                raise AssertionError(f"{row['call']}: {error}") from error
            rows += 1
        return rows

    def answered(self, row):
        """The answer to a row, repeated until it is what the row waits for: for a minute at most."""
        deadline = time.monotonic() + 60
        while True:
            answer = self.once(row)
            problem = misfit(answer, row["until"]) if "until" in row else None
            if problem is None:
                return answer
            if time.monotonic() > deadline:
                raise TimeoutError(f"still {problem}")
            time.sleep(0.05)

    def once(self, row):
        """The answer to one call, if it is what the row expects."""
        client = self.forger if row.get("as") == "forger" else self.client
        try:
            answer = client.call(row, DISGUISES.get(row.get("as"), {}))
        except common.Refused as refused:
            if row.get("refused") == [refused.status, refused.code]:
                return None
            raise
        if "refused" in row:
            raise AssertionError(f"it was not refused, but answered {str(answer)[:200]}")
        lacking = [key for key in row.get("has", []) if key not in answer]
        problem = misfit(answer, row["expect"]) if "expect" in row else None
        if problem or lacking:
            raise AssertionError(f"{problem or f'it has no {lacking}'} in {str(answer)[:400]}")
        return answer


def main():
    name, url, access_key_id, access_key_secret = sys.argv[1:]
    sdk = importlib.import_module(name).Sdk
    teller = Teller(sdk, urllib.parse.urlsplit(url).netloc, access_key_id, access_key_secret)
    passed, failed = 0, 0
    for path in sorted(pathlib.Path(__file__).with_name("stories").glob("*.json")):
        try:
            rows = teller.tell(json.loads(path.read_text()))
            passed += 1
            print(f"{path.stem}: {rows} calls")
        except AssertionError as error:
            failed += 1
            print(f"FAILED {path.stem}: {error}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
