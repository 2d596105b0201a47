# SPDX-License-Identifier: GPL-3.0-or-later
"""What lociq is measured beside, whether it is installed, and what all of it runs on."""
import datetime
import json
import os
import re
import subprocess
from pathlib import Path

SOURCE = Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3"


def python(module):
    return PYTHON, "-c", f"import {module}; print({module}.__version__)"


# A side's name: what prints its version, and fails where it is not installed.
VERSIONS = {
    "numpy": python("numpy"),
    "scipy": python("scipy"),
    "pandas": python("pandas"),
    "faiss": python("faiss"),
    "scikit-learn": python("sklearn"),
    "data.table": ("Rscript", "-e", "cat(as.character(packageVersion('data.table')))"),
    "matplotlib": python("matplotlib"),
}
LIBRARIES = ("libopenblas0-openmp", "libhdf5-103-1", "zlib1g", "libgomp1")


def said_by(*command):
    """What a command prints, without the last newline; None where it fails or is not there."""
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, cwd=SOURCE)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def versions():
    return {name: said_by(*command) for name, command in VERSIONS.items()}


def last_level_cache():
    """Its bytes; 0 where the system does not say."""
    sizes = sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*/size"))
    return int(sizes[-1].read_text().strip().removesuffix("K")) * 1024 if sizes else 0


def processor():
    fields = {entry["field"].rstrip(":"): entry["data"] for entry in json.loads(said_by("lscpu", "-J") or '{"lscpu": []}')["lscpu"]}
    vectors = [name for name in ("avx512f", "avx2", "asimd", "sve") if name in fields.get("Flags", "").split()]
    name = f"{fields.get('Model name', 'unknown')}, family {fields.get('CPU family')}, model {fields.get('Model')}"
    caches = ", ".join(f"{level} {fields[level]}" for level in ("L1d", "L2", "L3") if level in fields)
    if not caches:
        caches = ", ".join(f"{key.removesuffix(' cache')} {text}" for key, text in fields.items() if key.endswith(" cache"))
    return {"processor": f"{name} ({', '.join(vectors)})", "cores": f"{os.cpu_count()}", "caches": caches}


def machine(build, installed):
    """What the results hold for, a line each."""
    cache = (build / "CMakeCache.txt").read_text() if (build / "CMakeCache.txt").exists() else ""
    compiler = re.search(r"^CMAKE_C_COMPILER:\w+=(.*)$", cache, re.MULTILINE)
    kind = re.search(r"^CMAKE_BUILD_TYPE:\w+=(.*)$", cache, re.MULTILINE)
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    libraries = [(name, said_by("dpkg-query", "-W", "-f=${Version}", name)) for name in LIBRARIES]
    system = re.search(r'PRETTY_NAME="(.*)"', Path("/etc/os-release").read_text())
    return {
        "lociq": said_by("git", "describe", "--always", "--tags", "--dirty") or "not under git",
        **processor(),
        "memory": f"{int(memory[1]) / 2**20:.1f} GiB",
        "system": f"{system[1] if system else 'unknown'}, Linux {os.uname().release}",
        "compiler": f"{(said_by(compiler[1], '--version') if compiler else None or 'unknown').splitlines()[0]}, "
                    f"{kind[1] if kind else 'unknown'}",
        "libraries": ", ".join(f"{name} {version}" for name, version in libraries if version),
        "peers": ", ".join(f"{name} {version or 'not installed'}" for name, version in installed.items()),
        "python, R": f"{said_by(PYTHON, '--version')}, {(said_by('Rscript', '--version') or 'R not installed')}",
    }


def load():
    return f"{datetime.datetime.now():%H:%M:%S}, load {os.getloadavg()[0]:.2f}"
