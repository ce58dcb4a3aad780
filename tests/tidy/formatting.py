"""clang-format has nothing to change."""

import pathlib
import re
import shutil
import subprocess

import tree as trees

TOOL = "clang-format-19"


def available():
    return shutil.which(TOOL) is not None


def check_files(root, paths):
    command = [TOOL, "--dry-run", "-Werror", f"--style=file:{pathlib.Path(root) / '.clang-format'}", *paths]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    bad = sorted(set(re.findall(r"^([^\s:]+):\d+:\d+: error", run.stderr, re.MULTILINE)))
    return [f"{path}: run {TOOL} -i on it" for path in bad] or ([run.stderr] if run.returncode else [])


def check_root(root):
    return check_files(root, sorted(trees.cpp(trees.read(root))))
