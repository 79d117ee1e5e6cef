"""Runs the commands that pages about signing print, and compares with the signatures that they print.

usage: signing.py FOLDER ...

A FOLDER is a reference. An example is a block of `sh` with the signature as the first code behind it. Ends with
`N signatures as printed, N not`.
"""

import pathlib
import re
import subprocess
import sys

EXAMPLE = re.compile(r'^<a id="example\.([^"]+)"></a>.*?^(```+)sh\n(.*?)^\2\n\n[^`]*`([^`]+)`', re.M | re.S)


def main():
    right = wrong = 0
    for page in sorted(page for folder in sys.argv[1:] for page in pathlib.Path(folder).rglob("signing.md")):
        text = page.read_text()
        examples = EXAMPLE.findall(text)
        if len(examples) != text.count('<a id="example.'):
            sys.exit(f"{page}: an example without a command or a signature")
        for scheme, _, command, printed in examples:
            run = subprocess.run(["sh", "-euc", command], capture_output=True, text=True, timeout=60)
            if run.returncode == 0 and run.stdout.strip() == printed:
                right += 1
            else:
                wrong += 1
                print(f"{page}: {scheme}: exit {run.returncode}, {run.stdout.strip()!r} in place of {printed!r}\n{run.stderr}")
    print(f"{right} signatures as printed, {wrong} not")
    return wrong > 0 or right == 0


if __name__ == "__main__":
    sys.exit(main())
