#!/usr/bin/env python3
"""What isolation costs: `/bin/true` started bare, by our launcher at every tier, and by bubblewrap where that is installed.

    Benchmarks/sandbox-spawn.py [RUNS]

All take turns, one run at a time, so that a busy machine slows them alike, and in an order drawn anew for each round: the
kernel goes on clearing a namespace away while the next run starts. Medians are printed, beside bare fork and exec and
beside bubblewrap, run by run. A tier that this machine does not have is left out.
"""

import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LAUNCHER = ROOT / ".build" / "release" / "sandbox-launcher"
LIMITS = {
    "scratch-bytes": 64 << 20, "wall-ms": 10000, "cpu-ms": 10000, "memory-bytes": 2 << 30, "processes": 64,
}


def contestants():
    mounts = [word for path in ("/usr", "/bin", "/lib", "/lib64") if os.path.exists(path)
              for word in ("--read-only", path, path)]
    limits = [word for name, value in LIMITS.items() for word in (f"--{name}", str(value))]
    yield "bare", ["/bin/true"]
    bubblewrap = shutil.which("bwrap")
    if bubblewrap:
        yield "bubblewrap", [bubblewrap, "--unshare-all", "--ro-bind", "/", "/", "/bin/true"]
    for tier in ("limits", "confined", "full", "full+cgroup"):
        yield tier, [str(LAUNCHER), "--tier", tier] + (mounts if tier != "limits" else []) + limits + ["--", "/bin/true"]


def run(command, null):
    """Seconds from the start to the end, and the status."""
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, {}, file_actions=[
        (os.POSIX_SPAWN_DUP2, null, stream) for stream in (0, 1, 2)])
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return time.perf_counter() - start, status


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    subprocess.run(["swift", "build", "-c", "release", "--product", "sandbox-launcher"], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)
    null = os.open("/dev/null", os.O_RDWR)
    there = {name: command for name, command in contestants() if run(command, null)[1] == 0}
    times = {name: [] for name in there}
    order, chance = list(there), random.Random(1)
    for _ in range(runs):
        chance.shuffle(order)
        for name in order:
            times[name].append(run(there[name], null)[0])
    medians = {name: statistics.median(each) for name, each in times.items()}
    for name, median in medians.items():
        ratios = [one / other for one, other in zip(times[name], times.get("bubblewrap", []))]
        beside = f"  {statistics.median(ratios):.2f} of bubblewrap" if ratios else ""
        print(f"{name:12}{median * 1e3:7.2f} ms  {median / medians['bare']:5.1f} times bare{beside}"
              f"  (least {min(times[name]) * 1e3:.2f} ms)")


main()
