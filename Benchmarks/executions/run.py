#!/usr/bin/env python3
"""Executions per second on one core, beside bare fork and exit, and beside the same with four bare threads that take
turns a hundred times.

Rounds of all measurements take turns, so that a machine whose speed drifts treats them alike;
medians are printed, and each scenario's rate as a share of the bare one.
"""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PRODUCTS = ROOT / ".build" / "release"
ROUNDS = 7
SCENARIOS = {"nothing": 1000, "four-threads": 1000, "hundred-threads-sleep": 50}
LIMITS = {
    "steps": 20000, "virtualSeconds": 86400, "processorSeconds": 2, "wallSeconds": 20, "memoryBytes": 256 << 20,
    "threads": 256, "outputBytes": 1 << 20, "fileBytes": 16 << 20,
}


def build(folder):
    swiftc = shutil.which("swiftc")
    library = folder / "libScenarios.so"
    subprocess.run(
        [swiftc, "-c", "-Onone", "-gline-tables-only", "-sanitize=thread", "-swift-version", "5", "-parse-as-library",
         "-wmo", "-suppress-warnings", "-module-name", "Scenarios", "-I", PRODUCTS / "Modules", HERE / "Scenarios.swift",
         "-o", folder / "Scenarios.o"], check=True)
    subprocess.run([swiftc, "-emit-library", folder / "Scenarios.o", "-o", library], check=True)
    subprocess.run(["cc", "-O2", "-pthread", HERE / "bare.c", "-o", folder / "bare", "-ldl"], check=True)
    foundation = pathlib.Path(swiftc).resolve().parent.parent / "lib" / "swift" / "linux" / "libFoundation.so"
    return library, foundation


class Target:
    def __init__(self, library, core):
        environment = {
            "LD_PRELOAD": str(PRODUCTS / "libInterleave.so"), "LD_BIND_NOW": "1", "SWIFT_DETERMINISTIC_HASHING": "1"}
        self.process = subprocess.Popen(
            ["setarch", "-R", "taskset", "-c", str(core), PRODUCTS / "workbook-target", library], env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def seconds(self, name, count):
        request = {
            "property": name, "seed": 1, "first": 0, "count": count, "limits": LIMITS,
            "strategies": ["random", "pct-2", "pct-3"],
            "racesFail": False}
        start = time.monotonic()
        self.process.stdin.write(json.dumps({"sample": {"_0": request}}) + "\n")
        self.process.stdin.flush()
        reply = json.loads(self.process.stdout.readline())["sampled"]["_0"]
        elapsed = time.monotonic() - start
        if reply["executions"] != count:
            sys.exit(f"{name}: a schedule failed: {reply['failure']['outcome']}")
        return elapsed, reply["mostSteps"]


def main():
    core = max(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        library, foundation = build(folder)
        target = Target(library, core)
        bares = {"bare": [], "bare, four threads": ["threads"]}
        rates = {name: [] for name in [*bares, *SCENARIOS]}
        steps = {}
        for _ in range(ROUNDS):
            for name, arguments in bares.items():
                bare = subprocess.run(
                    ["taskset", "-c", str(core), folder / "bare", "1000", foundation, *arguments], check=True,
                    capture_output=True, text=True, env={"LD_LIBRARY_PATH": str(foundation.parent)})
                rates[name].append(1000 / float(bare.stdout))
            for name, count in SCENARIOS.items():
                elapsed, steps[name] = target.seconds(name, count)
                rates[name].append(count / elapsed)
        print(f"{'scenario':24}{'executions/s':>14}{'of bare':>10}{'most steps':>12}")
        for name, measured in rates.items():
            share = statistics.median(a / b for a, b in zip(measured, rates["bare"]))
            print(f"{name:24}{statistics.median(measured):14.0f}{share:10.0%}{steps.get(name, 0) or '':>12}")


if __name__ == "__main__":
    main()
