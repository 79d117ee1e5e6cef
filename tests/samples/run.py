"""Runs the programs that the reference prints, from the pages' own text, against a mock.

usage: run.py URL LANGUAGE PROGRAM [ARGUMENT ...]

LANGUAGE is a program's anchor without `code.`: `python`, `curl`. PROGRAM is called with the arguments and, where an argument
is `{}`, a file with the text of the page; `{operation}` stands for the operation's name. The mock knows an access key of the
language's name, whose tenant is its own, so that languages can run side by side. Before each program the tenant has what
before.json says, and nothing else. A program passes if it ends well and the mock's journal has its call, answered well. Ends with `N passed, N failed`.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).parent
GENERATED = HERE.parent.parent / "generated"


def programs(language):
    """The name of each operation, and its program in a language, in the order of the pages."""
    for page in sorted((GENERATED / "reference" / "en").rglob("*.md")):
        found = re.search(rf'^<a id="code\.{re.escape(language)}"></a>.*?^(```+)[a-z]*\n(.*?)^\1$', page.read_text(), re.M | re.S)
        if found:
            yield page.stem, found.group(2)


def path_parameters():
    """The values that programs put into paths: the examples of the spec, by operation."""
    found = {}
    for document in GENERATED.glob("openapi*.json"):
        for item in json.loads(document.read_text())["paths"].values():
            for operation in item.values():
                if isinstance(operation, dict) and "operationId" in operation:
                    parameters = operation.get("parameters", [])
                    found[operation["operationId"]] = {
                        parameter["name"]: parameter.get("example") for parameter in parameters if parameter.get("in") == "path"
                    }
    return found


def filled(value, parameters):
    """A value with parameters in place of their names in braces."""
    if isinstance(value, dict):
        return {key: filled(item, parameters) for key, item in value.items()}
    for name, text in parameters.items():
        value = value.replace("{" + name + "}", text) if isinstance(value, str) else value
    return value


def administer(url, path, **fields):
    request = urllib.request.Request(f"{url}/_mock/{path}", json.dumps(fields).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def prepare(url, tenant, operation, parameters):
    """Leaves the tenant with what the operation's program is about."""
    administer(url, "reset", tenant=tenant)
    urllib.request.urlopen(urllib.request.Request(f"{url}/_mock/journal?tenant={tenant}", method="DELETE")).close()
    before = json.loads((HERE / "before.json").read_text())
    things = [thing for name, thing in before["where"].items() if name in parameters]
    for thing in things + before["operations"].get(operation, []):
        administer(url, "seed", tenant=tenant, **filled(thing, parameters))


def answers(url, tenant, operation):
    """The statuses with which a tenant's calls of an operation were answered since the journal was cleared."""
    with urllib.request.urlopen(f"{url}/_mock/journal?tenant={tenant}&operation={operation}") as answer:
        return [call["answer"]["status"] for call in json.load(answer)["calls"]]


def main():
    url, language, *command = sys.argv[1:]
    environment = {
        **os.environ,
        "ALIBABA_CLOUD_ENDPOINT": url,
        "ALIBABA_CLOUD_REGION_ID": "cn-beijing",
        "ALIBABA_CLOUD_ACCESS_KEY_ID": language,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret",
    }
    parameters = path_parameters()
    passed = failed = 0
    for operation, text in programs(language):
        prepare(url, language, operation, parameters.get(operation, {}))
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write(text)
            file.flush()
            words = [word.replace("{operation}", operation) if word != "{}" else file.name for word in command]
            run = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120)
        statuses = answers(url, language, operation)
        if run.returncode == 0 and statuses and all(status < 300 for status in statuses):
            passed += 1
        else:
            failed += 1
            print(f"{operation} in {language}: exit {run.returncode}, answers {statuses}\n{run.stdout}{run.stderr}")
    print(f"{language}: {passed} passed, {failed} failed")
    return failed > 0 or passed == 0


if __name__ == "__main__":
    sys.exit(main())
