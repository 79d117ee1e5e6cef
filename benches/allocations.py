"""Reads what divan prints of allocations, and prints a table in Markdown: how often, and how many bytes."""

import re
import sys

# A tree: groups, in them the sides, in these perhaps arguments; below each side its counts, under headings.
rows, path, heading = [], [], None
for line in sys.stdin:
    cells = [cell.strip() for cell in line.rstrip("\n").split("│")]
    named = re.match(r"^((?:│  |   )*)[├╰]─ (\S+(?: \S+)*)", line)
    if named:
        depth = len(named.group(1)) // 3
        path = path[:depth] + [named.group(2)]
        heading = None
        continue
    text = next((cell for cell in cells if cell), "")
    found = re.match(r"^(alloc|dealloc|grow|shrink|max alloc):$", text)
    if found:
        heading = found.group(1)
        counts = []
    elif heading in ("alloc", "grow") and text:
        # The fastest sample's; all of them count the same.
        counts.append(text.split("  ")[0])
        if len(counts) == 2:
            rows.append((tuple(path), heading, counts))
            heading = None

table = {}
for path, heading, (count, size) in rows:
    table.setdefault(path, {})[heading] = (count, size)
print("| | | allocations | bytes | growths | bytes |")
print("|---|---|---|---|---|---|")
for path, counts in table.items():
    nothing = ("0", "0 B")
    group, *side = path
    cells = [group.replace("_", " "), " ".join(side), *counts.get("alloc", nothing), *counts.get("grow", nothing)]
    print("| " + " | ".join(cells) + " |")
