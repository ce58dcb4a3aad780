"""Programs run for a measurement: seconds by a monotonic clock, peak memory as the kernel says it (VmHWM)."""

import json
import os
import pathlib
import resource
import subprocess
import threading
import time

from harness import environment

POLL_S = 0.01


class Failed(RuntimeError):
    """A program that was to be measured did not do its work."""


def peak_mb(pid):
    """0 where the process is gone. Not ru_maxrss: that counts what was there before exec, too."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1000
    except OSError:
        pass
    return 0.0


def cpu_s(pid):
    """User and system time so far, of all its threads; less troubled by other work on the machine than a clock."""
    try:
        words = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def tree_cpu_s(pid):
    return sum(cpu_s(each) for each in tree(pid))


def tree(pid):
    """The process and all below it."""
    out = [pid]
    for children in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in children.read_text().split():
                out += tree(int(child))
        except OSError:
            pass
    return out


def tree_peak_mb(pid, name):
    """The sum over the tree's processes of that name."""
    def named(each):
        try:
            return pathlib.Path(f"/proc/{each}/comm").read_text().strip() == name[:15]
        except OSError:
            return False
    return sum(peak_mb(each) for each in tree(pid) if named(each))


def children_cpu_s():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Done:
    """`cpu_s` counts what else ended meanwhile."""

    def __init__(self, seconds, cpu, peak, code, out, err):
        self.seconds, self.cpu_s, self.peak_mb, self.code, self.out, self.err = seconds, cpu, peak, code, out, err

    def json(self):
        return json.loads(self.out)


def run(command, expect=(0,), limit=1800, **extra):
    """Runs to the end; `extra` goes into the environment."""
    command = [str(part) for part in command]
    begin, cpu = time.monotonic(), children_cpu_s()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(**extra))
    peak, over = [0.0], threading.Event()

    def watch():
        while not over.wait(POLL_S):
            peak[0] = max(peak[0], peak_mb(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        out, err = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
    finally:
        seconds = time.monotonic() - begin
        over.set()
        watcher.join()
    if expect is not None and process.returncode not in expect:
        raise Failed(f"{' '.join(command)}: exit {process.returncode}\n{err.decode(errors='replace')[-2000:]}")
    return Done(seconds, children_cpu_s() - cpu, peak[0], process.returncode, out, err)


class Told:
    """A program that takes orders as lines of JSON, and answers each with one."""

    def __init__(self, command):
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env=environment())

    def do(self, name, **order):
        answer = self.ask(json.dumps({"do": name, **order}))
        if "error" in answer:
            raise Failed(f"{name}: {answer['error']}")
        return answer

    def ask(self, line):
        self.process.stdin.write((line + "\n").encode())
        self.process.stdin.flush()
        return self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise Failed(f"{self.process.args} ended")
        return json.loads(line)

    def cpu_s(self):
        return cpu_s(self.process.pid)

    def peak_mb(self):
        return peak_mb(self.process.pid)

    def close(self):
        """By the end of its input, or a signal where it reads none."""
        self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.terminate()
            self.process.wait()
        self.process.stdout.close()

    def end(self):
        self.process.terminate()
        self.close()


def settle():
    """What earlier runs left to be written is not the next one's burden."""
    subprocess.run(["sync"], check=True)
