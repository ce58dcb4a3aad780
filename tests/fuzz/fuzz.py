#!/usr/bin/env python3
"""Runs the fuzz targets on the kept inputs, each for a bounded time. Ends with 0 only if nothing was found."""

import argparse
import concurrent.futures
import dataclasses
import io
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TARGETS = sorted(path.stem for path in (HERE / "targets").glob("*.cpp"))

INPUT_SECONDS = 5
MEMORY_MB = 2048
LONGEST = {"form": 16384, "target_book": 24576, "batch": 8192, "answer": 8192}
LONGEST_ELSE = 4096
# What a target may take to start, to read its inputs and to end, beside the time it was given.
SPARE_SECONDS = 180
STALLS = 5  # how often a target is begun again when the machine stood still, not the target
KEPT_BYTES = 30_000  # packed, of each target


@dataclasses.dataclass
class Run:
    target: str
    code: int
    log: str
    findings: list
    stalled: bool = False  # ended early, with no fault of the input's

    def then(self, other):
        return Run(self.target, other.code, self.log + other.log, self.findings + other.findings, other.stalled)

    def number(self, pattern):
        found = re.findall(pattern, self.log, re.MULTILINE)
        return int(found[-1]) if found else 0

    @property
    def executions(self):
        return sum(int(number) for number in re.findall(r"^stat::number_of_executed_units:\s+(\d+)", self.log, re.M))

    @property
    def coverage(self):
        return self.number(r"\bcov: (\d+)")

    @property
    def features(self):
        return self.number(r"\bft: (\d+)")

    @property
    def good(self):
        return self.code == 0 and not self.findings

    def what_happened(self):
        lines = self.log.splitlines()
        telling = [line for line in lines if re.search(r"does not hold|invariant broken|ERROR|SUMMARY", line)]
        return telling[:4] or lines[-4:]


class Fuzzing:
    def __init__(self, options, scratch):
        self.build = options.build.resolve()
        self.seconds = options.seconds
        self.findings = (options.findings or self.build / "fuzz_findings").resolve()
        self.grown = options.grown.resolve() if options.grown else None
        self.scratch = scratch
        self.environment = {**os.environ, "TMPDIR": str(scratch)}
        self.seeds = scratch / "seeds"
        subprocess.run([self.build / "fuzz_seeds", self.seeds], check=True, env=self.environment)

    def inputs(self, target):
        folders = [HERE / "corpus" / target, self.reached(target), self.seeds / target]
        return [folder for folder in folders if folder.is_dir()]

    def reached(self, target):
        folder = self.scratch / "reached" / target
        packed = pack_of(target)
        if packed.exists() and not folder.exists():
            with tarfile.open(packed) as tar:
                for member in tar.getmembers():
                    path = folder / pathlib.PurePath(member.name).name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(tar.extractfile(member).read())
        return folder

    def grown_folder(self, target):
        folder = (self.grown or self.scratch / "grown") / target
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def command(self, target, seconds):
        findings = self.findings / target
        findings.mkdir(parents=True, exist_ok=True)
        command = [self.build / f"fuzz_{target}", f"-timeout={INPUT_SECONDS}", f"-rss_limit_mb={MEMORY_MB}"]
        command += [f"-max_len={LONGEST.get(target, LONGEST_ELSE)}", f"-artifact_prefix={findings}/"]
        command += ["-print_final_stats=1", "-verbosity=1"]
        dictionary = HERE / "dictionaries" / f"{target}.dict"
        if dictionary.exists():
            command.append(f"-dict={dictionary}")
        if self.seconds == 0:
            return [*command, "-runs=0", *self.inputs(target)]
        return [*command, f"-max_total_time={seconds}", self.grown_folder(target), *self.inputs(target)]

    def run(self, target):
        end = time.monotonic() + self.seconds
        run = self.run_once(target, self.seconds)
        for _ in range(STALLS):
            left = int(end - time.monotonic())
            if not run.stalled or (self.seconds > 0 and left <= 0):
                break
            run = run.then(self.run_once(target, left))
        return run

    def run_once(self, target, seconds):
        command = self.command(target, seconds)
        before = set((self.findings / target).iterdir())
        with open(self.scratch / f"{target}.log", "w+b") as log:
            try:
                limit = seconds + SPARE_SECONDS
                code = subprocess.run(
                    command, stdout=log, stderr=log, check=False, timeout=limit, env=self.environment
                ).returncode
            except subprocess.TimeoutExpired:
                code = -1
            log.seek(0)
            text = log.read().decode(errors="replace")
        new = sorted(set((self.findings / target).iterdir()) - before)
        excused = [path for path in new if path.name.startswith("timeout-") and not self.is_slow(target, path)]
        for path in excused:
            path.unlink()
        new = [path for path in new if path not in excused]
        stalled = bool(excused) and not new
        return Run(target, 0 if stalled and seconds > 0 else code, text, new, stalled)

    def is_slow(self, target, path):
        """libFuzzer's clock runs on while others have the processor; this counts the input's own seconds."""
        command = [self.build / f"fuzz_{target}", f"-timeout={SPARE_SECONDS}", path]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, **quiet, env=self.environment) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode != 0 or usage.ru_utime + usage.ru_stime > INPUT_SECONDS

    def keep(self, target):
        """The fewest inputs that reach what all of them reach, into the sources; the longest are left out at need."""
        merged = self.scratch / "merged" / target
        merged.mkdir(parents=True)
        options = ["-set_cover_merge=1", "-use_counters=0", "-use_cmp=0"]
        options.append(f"-max_len={LONGEST.get(target, LONGEST_ELSE)}")
        command = [self.build / f"fuzz_{target}", *options, merged, *self.inputs(target), self.grown_folder(target)]
        subprocess.run(command, check=True, capture_output=True, env=self.environment)
        made = {path.read_bytes() for path in (self.seeds / target).iterdir()}
        inputs = sorted({path.read_bytes() for path in merged.iterdir()} - made, key=lambda b: (len(b), b))
        while len(packed := pack(inputs)) > KEPT_BYTES:
            inputs = inputs[: len(inputs) * 9 // 10]
        pack_of(target).write_bytes(packed)
        return f"{target:12} {len(inputs):>5} inputs, {len(packed):>6} bytes"


def pack_of(target):
    return HERE / "corpus" / f"{target}.tar.xz"


def pack(inputs):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:xz", format=tarfile.USTAR_FORMAT) as tar:
        for number, content in enumerate(inputs):
            member = tarfile.TarInfo(f"{number:04}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def report(run, build):
    verdict = "ok" if run.good else "FOUND SOMETHING"
    numbers = f"{run.executions:>10} executions  {run.coverage:>6} edges  {run.features:>7} features"
    print(f"{run.target:12} {numbers}  {verdict}")
    if run.good:
        return
    for line in run.what_happened():
        print(f"    {line}")
    for path in run.findings:
        print(f"    input: {path}\n    again: {build / ('fuzz_' + run.target)} {path}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build-clang", help="the sanitized tree")
    parser.add_argument("--seconds", type=int, default=45, help="for each target; 0: only the kept inputs, once each")
    parser.add_argument("--target", action="append", choices=TARGETS, help="only this one (may be repeated)")
    parser.add_argument("--jobs", type=int, default=2, help="targets at a time")
    parser.add_argument("--findings", type=pathlib.Path, help="where they go (BUILD/fuzz_findings)")
    parser.add_argument("--grown", type=pathlib.Path, help="a folder that keeps new inputs between long runs")
    parser.add_argument("--keep", action="store_true", help="no run: the best of --grown becomes the kept inputs")
    return parser.parse_args()


def main():
    options = arguments()
    targets = options.target or TARGETS
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(prefix="minsync-fuzz-", dir=memory) as scratch:
        fuzzing = Fuzzing(options, pathlib.Path(scratch))
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            if options.keep:
                print(*pool.map(fuzzing.keep, targets), sep="\n")
                return 0
            good = True
            for run in pool.map(fuzzing.run, targets):
                report(run, fuzzing.build)
                sys.stdout.flush()
                good = good and run.good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
