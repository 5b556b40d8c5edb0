"""Make sure there is a Chromium for the browser tests: install Debian's when absent and permitted, else say so.

The tests themselves decide what a missing browser means: with CI=true a failure, elsewhere a loud skip.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    if any(shutil.which(name) for name in BROWSERS):
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Debian's chromium for the browser tests", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
            if done.returncode != 0:
                print(f"`{' '.join(command)}` failed with status {done.returncode}", file=sys.stderr)
    else:
        print("No Chromium found and no permission to install one: browser tests will be skipped. Debian: apt-get install chromium", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
