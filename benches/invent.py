#!/usr/bin/env python3
"""Invents a spec: `invent.py OPERATIONS DIR`. One struct for each operation, and twenty operations a group, however many there are."""
import sys
from pathlib import Path

count, root = int(sys.argv[1]), Path(sys.argv[2])
GROUP = 20


def text(en, zh):
    return f"{{ en: {en}, zh: {zh} }}"


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def field(indent, name, kind, example, more=""):
    return (f"{indent}{name}:\n{indent}  type: {kind}\n{more}{indent}  doc: {text(f'What {name} says.', '说明。')}\n"
            f"{indent}  evidence: table\n" + (f"{indent}  example: {example}\n" if example else ""))


def operation(number):
    required = "        required: true\n"
    return (f"- name: PutThing{number}\n  section: 1.{number // GROUP + 1}.{number % GROUP + 1}\n"
            f"  http: POST /things{number}/{{ThingId}}\n  idempotency: not_idempotent\n"
            f"  summary: {text(f'Put thing {number}', f'放置 {number}')}\n  path:\n"
            + field("    ", "ThingId", "string", "t-1", "      required: true\n")
            + "  query:\n" + field("    ", "dry_run", "boolean", "true")
            + "  body:\n    fields:\n" + field("      ", "name", "string", "one", required)
            + field("      ", "size", "integer", "3", "        min: 1\n        max: 9\n        default: 2\n")
            + field("      ", "parts", f"list<Part{number}>", "")
            + "  response:\n    fields:\n" + field("      ", "thing_id", "string", "t-1")
            + field("      ", "part", f"Part{number}", ""))


def definition(number):
    return (f"- name: Part{number}\n  section: 1.{number // GROUP + 1}.{number % GROUP + 1}\n  doc: {text('A part.', '部件。')}\n  fields:\n"
            + field("    ", "label", "string", "left") + field("    ", "weight", "long", "12") + field("    ", "spare", "boolean", "false"))


groups = [f"group{index}" for index in range((count + GROUP - 1) // GROUP)]
write(root / "product.yaml", f"name: invented\nversion: 0.1.0\ntitle: {text('Invented', '虚构')}\nservices: [invented]\n")
write(root / "invented/service.yaml",
      f"name: invented\ntitle: {text('Invented', '虚构')}\ndoc: {text('Nothing.', '无。')}\nproduct: Invented\nversion: \"1\"\nstyle: roa\n"
      f"source:\n  title: {text('Nothing', '无')}\n  product_version: \"1\"\n  document: \"1\"\ngroups:\n"
      + "".join(f"  {group}:\n    en: {group}\n    zh: {group}\n    doc: {text('Things.', '物件。')}\n" for group in groups))
for index, group in enumerate(groups):
    numbers = range(index * GROUP, min(count, (index + 1) * GROUP))
    write(root / f"invented/operations/{group}.yaml", "\n".join(map(operation, numbers)))
    write(root / f"invented/types/{group}.yaml", "\n".join(map(definition, numbers)))
