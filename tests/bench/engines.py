# SPDX-License-Identifier: MIT
"""Engines as processes that obey lines (protocol.h), answers compared before anything is timed, and runs in turns."""
import json
import os
import select
import statistics
import subprocess
import tempfile
import time

from workload import Failure

TURN = 0.03  # seconds that an engine runs in one turn, at least once


class LeftOut(Exception):
    """An engine that takes no part in a workload: why it does not start, or what it takes too long for."""


class Engine:
    """answers: how what it prints is read; `findings` false: it gives statuses alone; `patience`: the seconds that it may take to
    prepare itself, and to answer first; None: as long as it likes."""

    def __init__(self, name, command, read=None, findings=True, loads=False, patience=None):
        self.name, self.command, self.read, self.findings, self.loads = name, command, read or read_answers, findings, loads
        self.patience, self.process = patience, None

    def start(self):
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                            stderr=said if self.patience else None)
            self.wait("to be ready")
            if self.process.stdout.readline() == "ready\n":
                return
            said.seek(0)
            why = said.readline().strip()
        raise (LeftOut if self.patience else Failure)(f"{self.name} does not start: {why or ' '.join(self.command)}")

    def wait(self, what):
        """Until it says something. What it is waited for is one line, so none of it has been read before."""
        if self.patience and not select.select([self.process.stdout], [], [], self.patience)[0]:
            self.process.kill()
            raise LeftOut(f"it takes longer than {self.patience} s {what}")

    def ask(self, line, patience_for=None):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        if patience_for:
            self.wait(patience_for)
        said = self.process.stdout.readline()
        if not said:
            raise Failure(f"{self.name} ends: {line}: {' '.join(self.command)}")
        return said

    def answers(self):
        return self.read(self.ask("answers", "to answer"))

    def nanoseconds(self, measure, count):
        return int(self.ask(f"{measure} {count}"))

    def peak_memory(self):
        """Kilobytes."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))

    def stop(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait(60)
            self.process.stdout.close()
            self.process = None


def read_answers(line):
    return {code: (status, sorted(findings)) for code, (status, findings) in json.loads(line).items()}


def read_verdict(line):
    return {rule["code"]: (rule["status"], sorted(finding["text"]["en"] for finding in rule["findings"]))
            for rule in json.loads(line)["rules"]}


def compare(engine, expected, place):
    """Stops the bench where an engine says anything else."""
    got = engine.answers()
    for code, (status, findings) in expected.items():
        said = got.get(code, ("nothing", []))
        if said[0] != status or (engine.findings and said[1] != findings):
            raise Failure(f"{place}: {engine.name} says of {code}: {said[0]} {said[1]}, it is {status} {findings}")
    if len(got) != len(expected):
        raise Failure(f"{place}: {engine.name} answers for {len(got)} rules of {len(expected)}")


def summary(values):
    values = sorted(values)
    return {"median": statistics.median(values), "low": values[len(values) // 4], "high": values[-1 - len(values) // 4]}


def turns(engines, measure, rounds, most_seconds):
    """Runs all engines in turns; gives for each the nanoseconds of one run in each round. A slow round is the last one but one."""
    counts, taken = {}, {engine.name: [] for engine in engines}
    for engine in engines:
        first = engine.nanoseconds(measure, 1)
        count = max(1, min(1000, int(TURN * 1e9 / max(first, 1))))
        taken_by_some = engine.nanoseconds(measure, count) if count > 1 else first
        counts[engine.name] = max(1, int(count * TURN * 1e9 / max(taken_by_some, 1)))
    began = time.monotonic()
    for number in range(rounds):
        for engine in engines[number % len(engines):] + engines[:number % len(engines)]:
            taken[engine.name].append(engine.nanoseconds(measure, counts[engine.name]) / counts[engine.name])
        if number >= 2 and time.monotonic() - began > most_seconds:
            break
    return taken


def ratios(taken, base):
    """Of each engine to the base, round by round."""
    return {name: summary([mine / theirs for mine, theirs in zip(values, taken[base])]) for name, values in taken.items()}


def instructions(engine_command, folder, measure="review"):
    """Instructions of one assize_review, by callgrind: the second of two runs, when the memory of the first is taken over."""
    found = []
    for count in (1, 2):
        out = os.path.join(folder, "callgrind.out")
        command = ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={out}", "--toggle-collect=assize_review", *engine_command]
        done = subprocess.run(command, input=f"{measure} {count}\nstop\n", capture_output=True, text=True)
        if done.returncode:
            raise Failure(f"valgrind: {done.stderr[-1000:]}")
        with open(out, encoding="utf-8") as file:
            found.append(next(int(line.split()[1]) for line in file if line.startswith(("summary:", "totals:"))))
    return found[1] - found[0]
