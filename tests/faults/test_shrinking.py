#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that is cut while it is read is an error with a sentence, never a crash
and never a store with part of it."""
import os
import subprocess
import sys
import tempfile
import time

LOCIQ = os.environ["LOCIQ"]
ROWS = 1_500_000


def write_large(path):
    with open(path, "w", encoding="ascii") as file:
        file.write("region,industry,year,employment\n")
        for first in range(0, ROWS, 1000):
            file.write("".join(f"R{first // 1000:04d},I{i:03d},2015,{first + i}\n" for i in range(1000)))
    return os.path.getsize(path)


def bytes_read(process):
    try:
        with open(f"/proc/{process.pid}/io", encoding="ascii") as file:
            return int(file.readline().split()[1])
    except (OSError, ValueError, IndexError):
        return None


def cut_while_reading(path, store, size, share):
    """The exit code and message, or None when the program was done before the cut."""
    with subprocess.Popen(
        [LOCIQ, "import", path, "--unit", "persons", "-o", store], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        while process.poll() is None and (bytes_read(process) or 0) < share * size:
            time.sleep(0.0005)
        in_time = process.poll() is None
        os.truncate(path, size // 3)
        _, message = process.communicate()
    return (process.returncode, message.decode()) if in_time else None


def main():
    seen = 0
    with tempfile.TemporaryDirectory() as folder:
        path, store = os.path.join(folder, "large.csv"), os.path.join(folder, "store.h5")
        for share in (0.01, 0.1, 0.2):
            result = cut_while_reading(path, store, write_large(path), share)
            if result is None:
                continue
            code, message = result
            if code == 0:  # all was read before the cut
                os.unlink(store)
                continue
            seen += 1
            assert code == 1, (code, message)
            assert path in message and message.count("\n") == 1, message
            assert os.listdir(folder) == ["large.csv"], os.listdir(folder)
            print(message, end="")
    if seen == 0:
        print("skipped: each import was done before the file could be cut")
        return 77
    return 0


if __name__ == "__main__":
    sys.exit(main())
