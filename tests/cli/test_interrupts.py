#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGINT, SIGTERM and SIGHUP end an import that waits for its input, and an import and
a compute in the midst of their work: the program says so, ends by that signal, the store is what it
was, and nothing lies beside it."""
import array
import fcntl
import gzip
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time

LOCIQ = os.environ["LOCIQ"]
PATIENCE = 120  # seconds that a loaded machine may need for what takes none
ATTEMPTS = 50
ROWS = b"region,industry,year,wages\n" + b"".join(b"R%03d,I01,2015,%d\n" % (r, r) for r in range(400))
failures = 0


def check(right, what):
    global failures
    if not right:
        failures += 1
        print(f"FAILED: {what}")


def run(*arguments):
    done = subprocess.run([LOCIQ, *arguments], capture_output=True, check=False)
    assert done.returncode == 0, (arguments, done)


def start(*arguments):
    return subprocess.Popen([LOCIQ, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)


def bytes_of(path):
    with open(path, "rb") as file:
        return file.read()


def wait_until(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"{what} does not happen"
        time.sleep(0.002)


def has_open(process, path):
    """Whether the program has opened that file."""
    try:
        folder = f"/proc/{process.pid}/fd"
        return any(os.path.realpath(f"{folder}/{number}") == os.path.realpath(path) for number in os.listdir(folder))
    except OSError:
        return False


def unread(pipe):
    count = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]


def stop_waiting(number, given, *arguments):
    """An import that has read `given` from input.fifo and waits for more; None: nobody writes."""
    files = sorted(os.listdir("."))
    before = bytes_of("store.h5")
    process = start(*arguments)
    writer = None
    wait_until(lambda: process.poll() is not None or has_open(process, "input.fifo"), "opening the pipe")
    if given is not None:
        writer = os.open("input.fifo", os.O_WRONLY)
        os.write(writer, given)
        wait_until(lambda: process.poll() is not None or unread(writer) == 0, "reading the pipe")
    check(process.poll() is None, f"{arguments} does not wait for its input")
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    if writer is not None:
        os.close(writer)
    what = f"{arguments} after signal {number} with {len(given or b'')} bytes given"
    check(process.returncode == -number, f"{what}: exit code {process.returncode}")
    check((out, err) == (b"", b"lociq import: stopped\n"), f"{what}: {out} {err}")
    check(bytes_of("store.h5") == before, f"{what}: the store has changed")
    check(sorted(os.listdir(".")) == files, f"{what}: {os.listdir('.')}")


def test_waiting():
    os.mkfifo("input.fifo")
    with open("right.csv", "wb") as file:
        file.write(ROWS)
    packed = gzip.compress(ROWS)
    for number in (signal.SIGINT, signal.SIGTERM):
        for given in (None, b"region,ind", ROWS, packed[:9], packed[:len(packed) // 2]):
            stop_waiting(number, given, "import", "input.fifo", "--unit", "euro", "-o", "store.h5")
        stop_waiting(number, b"code,label\nR001,Name", "import", "right.csv", "--unit", "euro", "--regions",
                     "input.fifo", "-o", "store.h5")
    stop_waiting(signal.SIGHUP, ROWS, "import", "input.fifo", "--unit", "euro", "-o", "store.h5", "--threads", "1")
    stop_waiting(signal.SIGTERM, ROWS, "import", "input.fifo", "--unit", "euro", "-o", "new.h5")
    os.remove("input.fifo")
    os.remove("right.csv")


def stop_working(number, command, *arguments):
    """True when the signal found the program at work: it is held as soon as its clone
    lies beside the store, and finds the signal when it goes on."""
    shutil.copyfile("store.h5", "copy.h5")
    before, files = bytes_of("copy.h5"), sorted(os.listdir("."))
    process = start(command, *arguments)
    while process.poll() is None and len(os.listdir(".")) == len(files):
        pass
    process.send_signal(signal.SIGSTOP)
    process.send_signal(number)
    process.send_signal(signal.SIGCONT)
    err = process.communicate(timeout=PATIENCE)[1]
    check(sorted(os.listdir(".")) == files, f"{command} after signal {number}: {os.listdir('.')}")
    if process.returncode == 0:
        return False  # it was done before
    check(process.returncode == -number, f"{command} after signal {number}: exit code {process.returncode}")
    check(err.splitlines()[-1:] == [f"lociq {command}: stopped".encode()], f"{command} after signal {number}: {err}")
    check(bytes_of("copy.h5") == before, f"{command} after signal {number}: the store has changed")
    return True


def test_working():
    with open("more.csv", "wb") as file:
        file.write(ROWS)
    for number in (signal.SIGINT, signal.SIGTERM):
        for command in (("compute", "copy.h5", "--all", "--threads", "1", "--memory", "64M"),
                        ("import", "more.csv", "--unit", "euro", "-o", "copy.h5")):
            check(any(stop_working(number, *command) for _ in range(ATTEMPTS)),
                  f"signal {number} never met {command} at work")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    with open("employment.csv", "w", encoding="utf-8") as file:
        file.write("region,industry,year,employment\n")
        for year in (2014, 2015):
            for region in range(400):
                for industry in range(60):
                    file.write(f"R{region:03d},I{industry:02d},{year},{(region * 37 + industry * 101 + year) % 977}\n")
    run("import", "employment.csv", "-o", "store.h5")
    os.remove("employment.csv")
    test_waiting()
    test_working()
    run("verify", "store.h5")
    os.chdir("/")
sys.exit(1 if failures else 0)
