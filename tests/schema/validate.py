"""Holds the files of a spec against the JSON Schemas that editors use: python validate.py [SPEC].

Needs the packages in requirements.txt. The generator reads specs by itself; this is about what an editor would say.
"""

import copy
import fnmatch
import json
import sys
from pathlib import Path

import jsonschema
from ruamel.yaml import YAML

KINDS = {
    "product.yaml": "product",
    "*/service.yaml": "service",
    "*/types/*.yaml": "types",
    "*/operations/*.yaml": "operations",
    "*/waiters.yaml": "waiters",
    "*/resources.yaml": "resources",
    "*/errata.yaml": "errata",
    "*/changes.yaml": "changes",
    ".lint.yaml": "lint",
    ".diff.yaml": "diff",
}


def mistakes(content):
    """The same content with a mistake in it, which no schema may accept."""
    wrong = copy.deepcopy(content)
    item = wrong[0] if isinstance(wrong, list) else wrong
    item["no_such_key"] = 1
    yield "an unknown key", wrong
    for key, value in (content[0] if isinstance(content, list) else content).items():
        wrong = copy.deepcopy(content)
        item = wrong[0] if isinstance(wrong, list) else wrong
        item[key] = {"no_such_key": [1]} if not isinstance(value, dict) else [[1]]
        yield f"another kind of value for `{key}`", wrong


def main(spec: Path) -> int:
    yaml = YAML(typ="safe", pure=True)
    failed = checked = 0
    for path in sorted(spec.rglob("*.yaml")):
        name = path.relative_to(spec).as_posix()
        kind = next(kind for pattern, kind in KINDS.items() if fnmatch.fnmatch(name, pattern))
        schema = json.loads((spec / "schema" / f"{kind}.json").read_text(encoding="utf-8"))
        jsonschema.Draft7Validator.check_schema(schema)
        validator = jsonschema.Draft7Validator(schema)
        content = yaml.load(path.read_text(encoding="utf-8"))
        for error in validator.iter_errors(content):
            where = "/".join(str(part) for part in error.absolute_path)
            print(f"{name}: {where}: {error.message[:200]}")
            failed += 1
        for mistake, wrong in mistakes(content):
            if validator.is_valid(wrong):
                print(f"{name}: {mistake} is accepted")
                failed += 1
        checked += 1
    print(f"{checked} files checked: {failed} mistakes")
    return 1 if failed or not checked else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "spec")))
