#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may happen to a writer: kill -9, no room, no permission, another writer. The
store is always the old one or the new one, opens, and passes verify."""
import fcntl
import os
import random
import resource
import shutil
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import time

# A copy that everybody may run: the checkout may lie where only its owner can look.
PROGRAMS = tempfile.TemporaryDirectory()
os.chmod(PROGRAMS.name, 0o755)
MAKE = shutil.copy(os.path.join(os.environ["LOCIQ_BUILD"], "tests/store/make_store"), PROGRAMS.name)
KILLS = int(os.environ.get("LOCIQ_KILLS", "20"))


def make(*arguments, **options):
    return subprocess.run([MAKE, *arguments], capture_output=True, text=True, **options)


def fine(*arguments, **options):
    done = make(*arguments, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(expected, *arguments, **options):
    done = make(*arguments, **options)
    assert done.returncode == 1 and expected in done.stderr, (expected, done.returncode, done.stderr)
    assert done.stderr.count("\n") == 1, done.stderr  # one sentence, and nothing of HDF5's own


def content(path):
    with open(path, "rb") as file:
        return file.read()


def only(folder, *names):
    assert sorted(os.listdir(folder)) == sorted(names), os.listdir(folder)


def years(path):
    line = next(line for line in fine(path, "info").splitlines() if line.startswith("year"))
    return int(line.split()[1].rstrip(":"))


def kills(folder):
    """SIGKILL at a random moment of an import into an existing store."""
    path = os.path.join(folder, "store.h5")
    fine(path, "new")
    started = time.monotonic()
    fine(path, "year", "1900")
    span = time.monotonic() - started
    known, done = years(path), 0
    random.seed(7)
    for i in range(KILLS):
        writer = subprocess.Popen([MAKE, path, "year", str(1901 + i)], stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0, 1.2 * span))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        now = years(path)
        assert now in (known, known + 1), (known, now)
        done += now != known
        known = now
        fine(path, "verify")
    fine(path, "year", "2100")
    only(folder, "store.h5")  # the next writer cleared away what the killed ones left
    print(f"{KILLS} kills, {done} of them after the rename")


def no_room_by_limit(folder):
    path = os.path.join(folder, "store.h5")
    fine(path, "new")
    old = content(path)
    for kilobytes in range(0, 480, 40):
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))
        done = make(path, "year", "2020", preexec_fn=limit)
        if done.returncode == 0:
            break
        assert "File too large" in done.stderr, done
        assert content(path) == old
        only(folder, "store.h5")
    else:
        raise AssertionError("no limit was large enough")
    fine(path, "verify")


def no_room_on_disk(folder):
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", folder], capture_output=True)
    if mounted.returncode != 0:
        print("left out: cannot mount a small file system")
        return
    try:
        path = os.path.join(folder, "store.h5")
        fine(path, "new")
        old = content(path)
        refused("cannot grow to", path, "large", "10000", "100")
        refused("No space left on device", path, "large", "10000", "100")
        with open(os.path.join(folder, "ballast"), "wb") as ballast:
            ballast.write(bytes(400_000))
        refused("no room for a copy to work on", path, "year", "2020")
        assert content(path) == old
        only(folder, "store.h5", "ballast")
        fine(path, "verify")
    finally:
        subprocess.run(["umount", folder], check=True)


def no_permission(folder):
    path = os.path.join(folder, "store.h5")
    fine(path, "new")
    os.chmod(folder, 0o555)
    try:
        options = {}
        if os.geteuid() == 0:
            os.chown(folder, 65534, 65534)
            options = {"user": 65534, "group": 65534, "extra_groups": []}
        refused("cannot write in its folder: Permission denied", path, "year", "2020", **options)
        fine(path, "verify", **options)
        os.chmod(path, 0)
        refused("Permission denied", path, "verify", **options)
    finally:
        os.chmod(folder, 0o755)
    only(folder, "store.h5")


def two_writers(folder):
    path = os.path.join(folder, "store.h5")
    fine(path, "new")
    with open(os.path.join(folder, ".store.h5.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused("store.h5 is being written by another process", path, "year", "2020")
        lock.write("4711\n")
        lock.flush()
        refused("store.h5 is being written by process 4711", path, "year", "2020")
        fine(path, "verify")  # readers are not hindered
    fine(path, "year", "2020")
    only(folder, "store.h5")


def mode_and_link(folder):
    path, link = os.path.join(folder, "store.h5"), os.path.join(folder, "link.h5")
    os.symlink("store.h5", link)
    fine(link, "new")  # where the link leads to nothing yet
    os.chmod(path, 0o640)
    fine(link, "year", "2020")
    assert os.path.islink(link) and stat.S_IMODE(os.stat(path).st_mode) == 0o640
    assert years(path) == 3
    only(folder, "store.h5", "link.h5")


def no_store(folder):
    path = os.path.join(folder, "store.h5")
    refused("No such file or directory", path, "verify")
    refused("is a folder, expected a store", folder, "verify")
    refused("is a folder, expected a store", folder, "year", "2020")
    with open(path, "w"):
        pass
    refused("store.h5 is empty, expected a store", path, "verify")
    refused("store.h5 is empty, expected a store", path, "year", "2020")
    with open(path, "w") as file:
        file.write("region,industry,year,employment\n")
    refused("store.h5 is no HDF5 file", path, "verify")
    refused("store.h5 is no HDF5 file", path, "year", "2020")
    only(folder, "store.h5")
    fine(path, "new")
    whole = content(path)
    for part in range(1, 8):
        with open(path, "wb") as file:
            file.write(whole[: len(whole) * part // 8])
        refused("store.h5: cannot open it: truncated file", path, "verify")
    refused("is no regular file", "/dev/null", "verify")


def a_damaged_value_is_seen(folder):
    path = os.path.join(folder, "store.h5")
    fine(path, "large", "600", "40")
    whole, value = content(path), struct.pack("<d", 12345.0)
    assert whole.count(value) == 1
    place = whole.index(value)
    with open(path, "r+b") as file:
        file.seek(place)
        file.write(bytes([value[0] ^ 1]))
    refused("cannot read lq: the chunk at 0,300,0 is damaged: its checksum is wrong", path, "verify")


def a_reader_keeps_its_file(folder):
    """A program that has the store open, HDF5's own lock held, neither hinders the
    writer nor sees a change."""
    try:
        import h5py
    except ImportError:
        print("left out: python3-h5py is not installed")
        return
    path = os.path.join(folder, "store.h5")
    fine(path, "new")
    with h5py.File(path) as reader:
        before = reader["employment"][()].tobytes()
        fine(path, "year", "2020")
        assert reader["employment"][()].tobytes() == before and reader["year"].shape == (2,)
    with h5py.File(path) as reader:
        assert reader["year"].shape == (3,)


for test in (no_store, mode_and_link, two_writers, no_permission, no_room_by_limit, no_room_on_disk,
             a_damaged_value_is_seen, a_reader_keeps_its_file, kills):
    place = tempfile.mkdtemp()
    os.chmod(place, 0o755)
    try:
        test(place)
    except BaseException:
        print(f"in {test.__name__}", file=sys.stderr)
        raise
    finally:
        shutil.rmtree(place, ignore_errors=True)
