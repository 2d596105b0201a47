# SPDX-License-Identifier: GPL-3.0-or-later
"""The sides of a row: programs that stay and answer, and commands that are started anew for every turn."""
import os
import subprocess
import time
from pathlib import Path

from peers import PYTHON, SOURCE


class Failure(Exception):
    """Why a row could not be measured."""


class Served:
    """A program that stays, and answers a row with the seconds of one repetition and another figure."""

    def __init__(self, command):
        self.name = next(Path(word).name for word in command if Path(word).parent.name == "benchmarks")
        self.process = subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def answer(self, row):
        time.sleep(0.02)  # until the other side's threads have stopped spinning
        try:
            self.process.stdin.write(row + "\n")
            self.process.stdin.flush()
            words = self.process.stdout.readline().split()
        except BrokenPipeError:
            words = []
        if len(words) != 2:
            raise Failure(f"{self.name} gave no answer to {row}")
        return float(words[0]), float(words[1])

    def close(self):
        try:
            self.process.communicate()
        except BrokenPipeError:
            self.process.wait()


class Started:
    """A command that is started anew for every turn; ROW in it is what is asked. The figure is the most memory that it
    took, or what this program had when it started it, which the system counts too."""

    def __init__(self, command):
        self.command = command

    def answer(self, row):
        words = [word for part in self.command for word in (row.split() if part == "ROW" else [part])]
        start = time.monotonic()
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise Failure(f"`{' '.join(['lociq', *words[1:]])}` failed")
        return seconds, 1024.0 * usage.ru_maxrss

    def close(self):
        """Nothing is open."""


class Sides:
    """A group's sides, each opened when it is asked first, and again after it failed."""

    def __init__(self, group, build, folder):
        self.group, self.build, self.folder, self.open = group, build, folder, {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for side in self.open.values():
            side.close()

    def text(self, word):
        return word.replace("FOLDER", str(self.folder))

    def command(self, words):
        """The program by its kind, and its arguments."""
        program, rest = words[0], [self.text(word) for word in words[1:]]
        if program.startswith("bench_"):
            return [str(self.build / "benchmarks" / program), *rest]
        if program == "lociq":
            return [str(self.build / "lociq"), *rest]
        return ["Rscript" if program.endswith(".R") else PYTHON, str(SOURCE / program), *rest]

    def prepare(self):
        for words in self.group.prepare:
            if subprocess.run(self.command(words), check=False, stdout=subprocess.DEVNULL).returncode != 0:
                raise Failure(f"{words[0]} could not make what the group needs")

    def make_ready(self, before):
        """What a shell is to do before a turn, for which no time is taken."""
        if before and subprocess.run(["sh", "-c", self.text(before)], check=False).returncode != 0:
            raise Failure(f"`{before}` failed")

    def answer(self, name, row):
        words = self.group.sides[name]
        try:
            if name not in self.open:
                self.open[name] = (Started if words[0] == "lociq" else Served)(self.command(words))
            return self.open[name].answer(self.text(row))
        except OSError as problem:
            raise Failure(f"{words[0]} cannot be started: {problem.strerror}") from problem
        except Failure:
            self.open.pop(name).close()
            raise
