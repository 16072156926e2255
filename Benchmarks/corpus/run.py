#!/usr/bin/env python3
"""Schedules to the first bug, and executions per second, for the programs of the corpus.

Per program and strategy: the mean index of the first schedule that shows the bug over SEEDS seeds of up to CAP
schedules each, beside figures that were published for programs of the same pattern (Wolff et al., ASPLOS 2024; Zhao
et al., ASPLOS 2025), whose programs and scheduling points differ. Ours: every access to memory that threads share,
and every synchronisation call. Then how many executions a second one core runs of the correct program, beside bare
fork and exit.

usage: run.py [PROGRAM…]
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PRODUCTS = ROOT / ".build" / "release"
SOURCES = ROOT / "Tests" / "InterleaveTests" / "Corpus"
SEEDS = 20
CAP = 10000
HOPELESS = 3  # seeds without a find, after which the others are not tried
TIMED = 1000
STRATEGIES = {
    "SURW": ["surw"], "POS": ["pos"], "PCT-3": ["pct-3"], "random": ["random"],
    "portfolio": ["surw", "pos", "pct-2", "surw", "random", "pos", "surw", "pct-3", "pos", "surw"],
}
# Program, its macros, and what was published for SURW, POS, PCT-3 and random walk.
PROGRAMS = [
    ("account", [], ["5.8", "4.1", "4.3", "18"]),
    ("bluetooth-driver", [], ["70", "36", "112", "215"]),
    ("bounded-buffer", [], ["8.7", "5.3", "20", "7.2"]),
    ("circular-buffer", [], []),
    ("dining-philosophers", [], []),
    ("lazy-init", [], []),
    ("lock-order", [], []),
    ("reorder", ["SETTERS=3"], []),
    ("reorder", ["SETTERS=5"], ["10", "2169", "647", "never"]),
    ("reorder", ["SETTERS=10"], []),
    ("reorder", ["SETTERS=20"], []),
    ("stack", [], ["4.6", "1.7", "3.2", "176"]),
    ("string-buffer", [], ["8.5", "23", "281", "2243"]),
    ("token-ring", [], []),
    ("twostage", ["WRITERS=1"], ["7.5", "15", "13", "464"]),
    ("twostage", ["WRITERS=20"], []),
    ("work-stealing-queue", [], ["6.0", "12", "48", "never"]),
    ("wronglock", [], ["7.5", "10", "51", "36"]),
]
LIMITS = {
    "steps": 20000, "virtualSeconds": 86400, "processorSeconds": 2, "wallSeconds": 20, "memoryBytes": 256 << 20,
    "threads": 256, "outputBytes": 1 << 20, "fileBytes": 16 << 20,
}


def build(folder, name, macros):
    """Instrumented, and linked without the sanitizer's library: the engine has the hooks."""
    program = folder / "-".join([name, *macros])
    instrumented = folder / "program.o"
    subprocess.run(
        ["clang", "-c", "-O1", "-g", "-fsanitize=thread", *["-D" + macro for macro in macros], SOURCES / f"{name}.c",
         "-o", instrumented], check=True)
    subprocess.run(
        ["clang", "-pthread", "-fuse-ld=lld", "-Wl,--unresolved-symbols=ignore-all", instrumented, "-o", program],
        check=True)
    return program


class Target:
    def __init__(self, program, core):
        environment = {"LD_PRELOAD": str(PRODUCTS / "libInterleave.so"), "LD_BIND_NOW": "1"}
        self.process = subprocess.Popen(
            ["setarch", "-R", "taskset", "-c", str(core), PRODUCTS / "workbook-target", "--program", program],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def sample(self, strategies, seed, count):
        request = {
            "property": "main", "seed": seed, "first": 0, "count": count, "limits": LIMITS, "strategies": strategies,
            "racesFail": False}
        self.process.stdin.write(json.dumps({"sample": {"_0": request}}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())["sampled"]["_0"]

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def schedules_to_first_bug(target, strategies):
    """The mean over the seeds that found the bug, and how many did not."""
    found = []
    for seed in range(1, SEEDS + 1):
        reply = target.sample(strategies, seed, CAP)
        if "failure" in reply:
            found.append(reply["executions"])
        elif not found and seed == HOPELESS:
            return "never"
    mean = f"{statistics.mean(found):.3g}" if found else "never"
    return mean if len(found) in (0, SEEDS) else f"{mean} ({SEEDS - len(found)} never)"


def executions_per_second(folder, name, macros, core):
    program = build(folder, name, [*macros, "FIXED"])
    target = Target(program, core)
    target.sample(STRATEGIES["portfolio"], 1, 10)
    start = time.monotonic()
    reply = target.sample(STRATEGIES["portfolio"], 1, TIMED)
    elapsed = time.monotonic() - start
    target.end()
    if "failure" in reply:
        sys.exit(f"{program.name}: the correct twin failed: {reply['failure']['outcome']}")
    return TIMED / elapsed, reply["mostSteps"]


def main():
    core = max(os.sched_getaffinity(0))
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        subprocess.run(
            ["cc", "-O2", ROOT / "Benchmarks" / "executions" / "bare.c", "-o", folder / "bare", "-ldl"], check=True)
        libc = subprocess.run(
            ["cc", "-print-file-name=libc.so.6"], check=True, capture_output=True, text=True).stdout.strip()
        bare = subprocess.run(
            ["taskset", "-c", str(core), folder / "bare", str(TIMED), libc], check=True, capture_output=True, text=True)
        bare_rate = TIMED / float(bare.stdout)
        print(f"bare fork and exit: {bare_rate:.0f} a second")
        print(f"{'program':24}" + "".join(f"{name:>20}" for name in STRATEGIES)
              + f"{'executions/s':>14}{'of bare':>9}{'most steps':>12}")
        for name, macros, published in PROGRAMS:
            if wanted and name not in wanted:
                continue
            target = Target(build(folder, name, macros), core)
            row = f"{' '.join([name, *macros]):24}"
            for column, strategies in enumerate(STRATEGIES.values()):
                mean = schedules_to_first_bug(target, strategies)
                row += f"{mean + (f' [{published[column]}]' if column < len(published) else ''):>20}"
            target.end()
            rate, steps = executions_per_second(folder, name, macros, core)
            print(f"{row}{rate:14.0f}{rate / bare_rate:9.0%}{steps:12}", flush=True)


if __name__ == "__main__":
    main()
