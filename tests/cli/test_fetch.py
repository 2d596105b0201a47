#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""lociq fetch against servers of the test's own on the loopback, which answer as they
should, and also fail, stall, cut off, and lie: each data set's name is a way to behave.
Whatever the server does, the file is the whole answer or what it was before."""
import email.utils
import fcntl
import gzip
import hashlib
import http.server
import json
import os
import re
import resource
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import zlib

LOCIQ = os.environ["LOCIQ"]
PATIENCE = 120  # seconds that a loaded machine may need for what takes none
PREFIX = "/api/sdmx/3.0/data/dataflow/ESTAT/"
HEADER = "STRUCTURE,STRUCTURE_ID,freq,nace_r2,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS"


def table(unit):
    rows = [f"dataflow,ESTAT:X(1.0),A,{industry},{region},{year},{unit * (r + 1) + 7 * i + year},,"
            for r, region in enumerate(f"AT{n}" for n in range(11, 35)) for i, industry in enumerate("AFJ")
            for year in range(2008, 2016)]
    return "\r\n".join([HEADER, *rows, ""]).encode()


TEXT, OTHER_TEXT = table(100), table(900)
DATA, OTHER = gzip.compress(TEXT, mtime=0), gzip.compress(OTHER_TEXT, mtime=0)
# Not compressible, so that a part of it is a part of what is sent.
LARGE_TEXT = TEXT + b"".join(b"dataflow,ESTAT:X(1.0),A,%s,AT11,2016,%d,,\r\n" % (hashlib.sha256(b"%d" % n).hexdigest().encode(), n)
                             for n in range(20000))
LARGE = gzip.compress(LARGE_TEXT, mtime=0)
HALF = len(LARGE) // 2
MODIFIED = email.utils.formatdate(1700000000, usegmt=True)
failures = 0
requests = {}  # by data set, the headers of each request
lock = threading.Lock()


def check(right, what):
    global failures
    if not right:
        failures += 1
        print(f"FAILED: {what}")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        path, _, self.query = self.path.partition("?")
        name = path[len(PREFIX):].split("/")[0]
        self.close_connection = True
        with lock:
            requests.setdefault(name, []).append(self)
            self.number = len(requests[name])
        behaviour = BEHAVIOURS.get(re.sub("_[0-9]+$", "", name), missing)
        try:
            behaviour(self)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the other side had enough

    def head(self, code, length=None, **headers):
        self.send_response(code)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def all_of(self, code, body, **headers):
        self.head(code, len(body), **headers)
        self.wfile.write(body)

    def cut(self, body, bytes_sent, **headers):
        """As if all of it came, and then the connection is gone."""
        self.head(200, len(body), **headers)
        self.wfile.write(body[:bytes_sent])

    def begins(self):
        """Where the range asked for begins; None: all is wanted."""
        asked = re.fullmatch("bytes=([0-9]+)-", self.headers.get("Range", ""))
        return int(asked[1]) if asked else None

    def rest(self, body, **headers):
        first = self.begins()
        headers.setdefault("Content_Range", f"bytes {first}-{len(body) - 1}/{len(body)}")
        self.all_of(206, body[first:], **headers)

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


# ---- behaviours

BEHAVIOURS = {}


def behaviour(function):
    BEHAVIOURS[function.__name__] = function
    return function


def missing(answer):
    answer.all_of(404, b'<?xml version="1.0"?><S:Fault><faultcode>100</faultcode>\n<faultstring>No results found</faultstring></S:Fault>')


@behaviour
def good(answer):
    """As it should be: validators, conditions and ranges."""
    if answer.headers.get("If-None-Match") == '"one"':
        answer.head(304, ETag='"one"')
    elif answer.begins() is not None and answer.headers.get("If-Range") == '"one"':
        answer.rest(DATA, ETag='"one"')
    else:
        answer.all_of(200, DATA, ETag='"one"', Last_Modified=MODIFIED)


@behaviour
def plain(answer):
    answer.all_of(200, TEXT)


@behaviour
def dated(answer):
    """No ETag but a date."""
    if answer.headers.get("If-Modified-Since") == MODIFIED:
        answer.head(304)
    else:
        answer.all_of(200, DATA, Last_Modified=MODIFIED)


@behaviour
def weak(answer):
    """Says by W/ that the bytes need not be the same: a part cannot be gone on with."""
    if answer.number == 1:
        answer.cut(LARGE, HALF, ETag='W/"one"', Last_Modified=MODIFIED)
    else:
        answer.all_of(200, LARGE, ETag='W/"one"')


@behaviour
def chunked(answer):
    answer.head(200, Transfer_Encoding="chunked")
    for start in range(0, len(DATA), 1000):
        piece = DATA[start:start + 1000]
        answer.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    answer.wfile.write(b"0\r\n\r\n")


@behaviour
def chunks_cut(answer):
    """Ends without the last chunk once."""
    answer.head(200, Transfer_Encoding="chunked", ETag='"one"')
    answer.wfile.write(b"%x\r\n%s\r\n" % (1000, DATA[:1000]) if answer.number == 1 else
                       b"%x\r\n%s\r\n0\r\n\r\n" % (len(DATA), DATA))


@behaviour
def changing(answer):
    """Another file from the second request on; conditions are heeded."""
    first = answer.number == 1
    answer.all_of(200, DATA if first else OTHER, ETag='"one"' if first else '"two"')


@behaviour
def nameless(answer):
    """No validators; the third answer is another."""
    answer.all_of(200, DATA if answer.number < 3 else OTHER)


@behaviour
def cut_once(answer):
    if answer.begins() is not None and answer.headers.get("If-Range") == '"one"':
        answer.rest(LARGE, ETag='"one"')
    else:
        answer.cut(LARGE, HALF, ETag='"one"')


@behaviour
def cut_always(answer):
    """Gives half of what is still missing, however often it is asked."""
    first = answer.begins()
    if first is None:
        answer.cut(LARGE, HALF, ETag='"one"')
    else:
        answer.head(206, len(LARGE) - first, ETag='"one"', Content_Range=f"bytes {first}-{len(LARGE) - 1}/{len(LARGE)}")
        answer.wfile.write(LARGE[first:first + (len(LARGE) - first) // 2])


@behaviour
def cut_dated(answer):
    if answer.begins() is not None and answer.headers.get("If-Range") == MODIFIED:
        answer.rest(LARGE, Last_Modified=MODIFIED)
    else:
        answer.cut(LARGE, HALF, Last_Modified=MODIFIED)


@behaviour
def no_ranges(answer):
    if answer.number == 1:
        answer.cut(LARGE, HALF, ETag='"one"')
    else:
        answer.all_of(200, LARGE, ETag='"one"')


@behaviour
def changed_between(answer):
    """Has another file when asked for the rest, and says so."""
    if answer.number == 1:
        answer.cut(LARGE, HALF, ETag='"one"')
    else:
        answer.all_of(200, OTHER, ETag='"two"')


@behaviour
def mixes(answer):
    """Sends the rest of another file, with its ETag."""
    if answer.number == 1:
        answer.cut(LARGE, HALF, ETag='"one"')
    elif answer.begins() is not None:
        answer.rest(OTHER * 1000, ETag='"two"')
    else:
        answer.all_of(200, OTHER, ETag='"two"')


@behaviour
def mixes_silently(answer):
    """Sends the rest of another file of the same length and says nothing of it."""
    if answer.number == 1:
        answer.cut(LARGE, HALF, ETag='"one"')
    elif answer.begins() is not None:
        answer.rest(bytes(len(LARGE)))
    else:
        answer.all_of(200, OTHER, ETag='"two"')


def lying_range(text):
    def lie(answer):
        if answer.begins() is not None:
            answer.rest(LARGE, ETag='"one"', Content_Range=text)
        elif answer.number == 1:
            answer.cut(LARGE, HALF, ETag='"one"')
        else:
            answer.all_of(200, LARGE, ETag='"one"')
    return lie


LYING_RANGES = ["bytes 0-10/20", f"bytes {HALF + 1}-{len(LARGE) - 1}/{len(LARGE)}", f"bytes {HALF}-{len(LARGE)}/{len(LARGE)}",
                f"bytes {HALF}-{len(LARGE)}/{len(LARGE) + 1}", "bytes -5/7", "bytes 99999999999999999999-1/2", "lines 1-2/3",
                f"bytes */{len(LARGE)}", ""]
for place, text in enumerate(LYING_RANGES):
    BEHAVIOURS[f"range{chr(97 + place)}"] = lying_range(text)


@behaviour
def unasked(answer):
    """A part though all was wanted."""
    answer.all_of(206, DATA[10:], Content_Range=f"bytes 10-{len(DATA) - 1}/{len(DATA)}")


@behaviour
def past_the_end(answer):
    if answer.begins() is not None:
        answer.all_of(416, b"", Content_Range=f"bytes */{len(DATA)}")
    elif answer.number == 1:
        answer.cut(LARGE, HALF, ETag='"one"')
    else:
        answer.all_of(200, DATA, ETag='"two"')


@behaviour
def stalls(answer):
    if answer.number == 1:
        answer.cut(LARGE, HALF, ETag='"one"')
        answer.wfile.flush()
        released.wait(PATIENCE)
    else:
        answer.rest(LARGE, ETag='"one"')


@behaviour
def silent(answer):
    released.wait(PATIENCE)


@behaviour
def resets(answer):
    if answer.number == 1:
        answer.head(200, len(DATA))
        answer.wfile.write(DATA[:100])
        answer.reset()
    else:
        answer.all_of(200, DATA)


@behaviour
def closes(answer):
    """Says nothing at all once."""
    if answer.number > 1:
        answer.all_of(200, DATA)


@behaviour
def fails_twice(answer):
    if answer.number <= 2:
        answer.all_of(500, b"<html><head><title>Error</title><style>p { color: red }</style></head><body><p>Down</p></body></html>")
    else:
        answer.all_of(200, DATA)


@behaviour
def fails(answer):
    answer.all_of(503, b"Service\x1b[31m Unavailable\0\n\nTry later")


@behaviour
def busy(answer):
    if answer.number == 1:
        answer.all_of(429, b"slow down", Retry_After="2")
    elif answer.number == 2:
        answer.all_of(429, b"", Retry_After=email.utils.formatdate(time.time() + 3, usegmt=True))
    else:
        answer.all_of(200, DATA)


@behaviour
def busy_long(answer):
    answer.all_of(503, b"", Retry_After="86400")


@behaviour
def busy_nonsense(answer):
    if answer.number == 1:
        answer.all_of(503, b"", Retry_After="soon")
    else:
        answer.all_of(200, DATA)


@behaviour
def forbidden(answer):
    answer.all_of(403, b"<h1>Forbidden</h1>")


@behaviour
def not_understood(answer):
    answer.all_of(400, b'{"error":[{"status":400,"label":"Dimension XX does not exist"}]}')


@behaviour
def too_big(answer):
    answer.all_of(413, b"<faultstring>EXTRACTION_TOO_BIG: The requested extraction is too big</faultstring>")


@behaviour
def later(answer):
    if answer.number == 1:
        answer.all_of(413, b"<faultstring>ASYNCHRONOUS_RESPONSE. Your request will be treated asynchronously. Please try again later.</faultstring>")
    else:
        answer.all_of(200, DATA)


@behaviour
def queued(answer):
    answer.all_of(200, b'<?xml version="1.0"?><env:Envelope><env:Body><queued><id>d2ba-1</id>\n<status>SUBMITTED</status></queued></env:Body></env:Envelope>')


@behaviour
def page(answer):
    answer.all_of(200, b"<!DOCTYPE html>\n<html><head><title>Sign in</title><script>alert(\"1</script></head><body>to the hotel's network</body></html>",
                  Content_Type="text/html", ETag='"page"')


@behaviour
def page_compressed(answer):
    answer.all_of(200, gzip.compress(b"<html><body>Welcome</body></html>"))


@behaviour
def empty(answer):
    answer.all_of(200, b"")


@behaviour
def empty_compressed(answer):
    answer.all_of(200, gzip.compress(b""))


@behaviour
def no_content(answer):
    answer.head(204)


@behaviour
def damaged(answer):
    """All bytes come, one of them is another."""
    wrong = bytearray(LARGE)
    wrong[HALF] ^= 1
    answer.all_of(200, bytes(wrong), ETag='"one"')


@behaviour
def ends_early(answer):
    """A file that was cut before it was sent: its length is said to be right."""
    answer.all_of(200, LARGE[:HALF], ETag='"one"')


@behaviour
def endless(answer):
    answer.head(200, Transfer_Encoding="chunked", ETag='"one"')
    row = b"dataflow,X,A,F,AT11,2016,1,,\r\n" * 2000
    answer.wfile.write(b"%x\r\n%s\r\n" % (len(TEXT), TEXT))
    for _ in range(1000):  # ended somewhere, should nobody stop it
        answer.wfile.write(b"%x\r\n%s\r\n" % (len(row), row))


@behaviour
def announces_too_much(answer):
    answer.head(200, 1 << 40)
    answer.wfile.write(DATA)


@behaviour
def loops(answer):
    answer.head(302, 0, Location=answer.path)


@behaviour
def leads_on(answer):
    answer.all_of(302, b"this is not the file", Location=answer.path.replace("leads_on", "good"))


@behaviour
def leads_down(answer):
    """From https to http."""
    answer.head(301, 0, Location=f"http://127.0.0.1:{plain_port}{PREFIX}good/1.0/*?")


@behaviour
def leads_to_file(answer):
    answer.head(302, 0, Location="file:///etc/passwd")


@behaviour
def huge_header(answer):
    answer.head(200, len(DATA), X_Much="x" * 3000000)
    answer.wfile.write(DATA)


@behaviour
def many_headers(answer):
    answer.send_response(200)
    for n in range(100000):
        answer.send_header(f"X-{n}", "y" * 50)
    answer.end_headers()
    answer.wfile.write(DATA)


@behaviour
def long_etag(answer):
    answer.all_of(200, DATA, ETag='"' + "e" * 5000 + '"')


@behaviour
def foreign_etag(answer):
    answer.all_of(200, DATA, ETag='"\xe9\x01"')


@behaviour
def no_http(answer):
    answer.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")


@behaviour
def encoded(answer):
    """Compresses for the way though nobody asked for it."""
    answer.all_of(200, zlib.compress(TEXT, wbits=31), Content_Encoding="gzip")


# ---- the program

released = threading.Event()


def serve(context=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *arguments: None  # handshakes that fail are meant to
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def arguments_of(name, *more, address=None, output="out.csv.gz"):
    return [LOCIQ, "fetch", "eurostat", name, "-o", output, "--address", address or f"http://127.0.0.1:{plain_port}/api",
            *([] if "--pause" in more else ["--pause", "0"]), *more]


def fetch(name, *more, limit=None, **where):
    return subprocess.run(arguments_of(name, *more, **where), capture_output=True, check=False, text=True, errors="replace",
                          env=ENVIRONMENT, timeout=PATIENCE,
                          preexec_fn=limit and (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))))


def contents(path="out.csv.gz"):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def clear():
    for name in os.listdir("."):
        os.unlink(name)


def here():
    return sorted(os.listdir("."))


def count(name):
    return len(requests.get(name, []))


DONE = ["out.csv.gz", "out.csv.gz.fetched.json"]


def fetches(name, body, *more, said="fetched", times=None, **where):
    """It ends well, with that file and nothing but its receipt beside it."""
    before = count(name)
    done = fetch(name, *more, **where)
    check(done.returncode == 0, f"{name}: {done.returncode}, {done.stderr}")
    check(done.stdout == f"out.csv.gz: {said}\n", f"{name} said {done.stdout!r}, {done.stderr!r}")
    check(contents() == body, f"{name}: the file is not what the server has")
    check(here() == DONE, f"{name}: there are {here()}")
    if times is not None:
        check(count(name) - before == times, f"{name}: {count(name) - before} requests, expected {times}")
    return done


def refuses(name, sentence, *more, code=1, times=1, left=(), **where):
    """It fails with one sentence, having asked so often, and leaves nothing new but `left`."""
    old, files, before = contents(), here(), count(name)
    done = fetch(name, *more, **where)
    check(done.returncode == code, f"{name}: exit {done.returncode}, {done.stderr}")
    check(re.search(sentence, done.stderr), f"{name} said {done.stderr!r}")
    check(done.stdout == "", f"{name} said {done.stdout!r}")
    check(done.stderr.count("\n") == 1 + done.stderr.count(" follows in "), f"{name} said {done.stderr!r}")
    check("\x1b" not in done.stderr and "Traceback" not in done.stderr, f"{name}: {done.stderr!r}")
    check(contents() == old, f"{name}: the old file is another")
    check(here() == sorted({*files, *left}), f"{name}: there are {here()}")
    check(count(name) - before == times, f"{name}: {count(name) - before} requests, expected {times}")
    return done


# ---- the tests

def test_good():
    fetches("good", DATA, times=1)
    sent = requests["good"][0]
    check(sent.headers["User-Agent"].startswith("lociq/"), "it does not say who it is")
    check(sent.headers.get("Accept-Encoding") is None, "it asks for an encoding")
    check(sent.query == "compress=true&format=csvdata&formatVersion=2.0", sent.query)
    stored = os.stat("out.csv.gz").st_mtime_ns
    fetches("good", DATA, said="unchanged", times=1)
    check(requests["good"][1].headers["If-None-Match"] == '"one"', "it does not ask by the ETag")
    check(requests["good"][1].headers["If-Modified-Since"] == MODIFIED, "it does not ask by the date")
    check(os.stat("out.csv.gz").st_mtime_ns == stored, "an unchanged file was written")
    # --refresh asks for all of it, and finds the same.
    fetches("good", DATA, "--refresh", said="unchanged", times=1)
    check("If-None-Match" not in requests["good"][2].headers, "--refresh asks by the ETag")
    # A file that is no longer what was fetched is fetched anew; so is one without its receipt.
    with open("out.csv.gz", "ab") as file:
        file.write(b"x")
    fetches("good", DATA, times=1)
    os.unlink("out.csv.gz")
    fetches("good", DATA, times=1)
    os.unlink("out.csv.gz.fetched.json")
    fetches("good", DATA, times=1)
    # What the receipt says of another address, or says in no JSON, or as a header more, is not believed.
    with open("out.csv.gz.fetched.json", encoding="utf-8") as file:
        receipt = json.load(file)
    check(receipt["sha256"] == hashlib.sha256(DATA).hexdigest() and receipt["bytes"] == len(DATA), f"{receipt}")
    for text in ["", "{", "[]", "null", "x" * (2 << 20), json.dumps({**receipt, "url": "http://127.0.0.1/"}),
                 json.dumps({**receipt, "etag": '"one"\r\nX-More: 1', "last_modified": "a\nb"})]:
        with open("out.csv.gz.fetched.json", "w", encoding="utf-8") as file:
            file.write(text)
        said = "unchanged" if "X-More" in text else "fetched"  # by its digest
        fetches("good", DATA, said=said, times=1)
        check("X-More" not in requests["good"][-1].headers, "a header was smuggled in")
    # Another selection into the same file is another file.
    fetches("good", DATA, "--years", "2008:2010", times=1)


def test_mode_and_links():
    os.mkdir("folder")
    with open("folder/real.gz", "wb") as file:
        file.write(b"old")
    os.chmod("folder/real.gz", 0o640)
    os.symlink("folder/real.gz", "out.csv.gz")
    done = fetch("good")
    check(done.returncode == 0 and os.path.islink("out.csv.gz") and contents("folder/real.gz") == DATA, f"{done}")
    check(os.stat("folder/real.gz").st_mode & 0o777 == 0o640, "the mode is another")
    check(sorted(os.listdir("folder")) == ["real.gz", "real.gz.fetched.json"], f"{os.listdir('folder')}")
    shutil.rmtree("folder")
    refuses("good", "the link leads nowhere", times=0)
    os.unlink("out.csv.gz")
    os.mkdir("out.csv.gz")
    done = fetch("good")
    check(done.returncode == 1 and "is no regular file" in done.stderr, f"{done}")
    os.rmdir("out.csv.gz")
    done = fetch("good", output="no/folder.gz")
    check(done.returncode == 1 and "no/folder.gz.part cannot be written" in done.stderr, f"{done}")


def test_forms():
    fetches("plain", TEXT)
    clear()
    fetches("chunked", DATA)
    clear()
    fetches("encoded", zlib.compress(TEXT, wbits=31))
    check(gzip.decompress(contents()) == TEXT, "what came compressed for the way is no file")
    clear()
    fetches("dated", DATA)
    fetches("dated", DATA, said="unchanged", times=1)
    clear()
    fetches("leads_on", DATA, times=1)


def test_changes():
    fetches("changing", DATA)
    fetches("changing", OTHER, times=1)
    clear()
    fetches("nameless", DATA)
    fetches("nameless", DATA, said="unchanged", times=1)
    check("If-None-Match" not in requests["nameless"][1].headers, "it asks by a validator that there is not")
    fetches("nameless", OTHER, times=1)


GOING_ON = "fetched, going on where an earlier attempt ended"


def test_resuming():
    # Within one call, and over two calls.
    fetches("cut_once", LARGE, said=GOING_ON, times=2)
    check(requests["cut_once"][1].headers["Range"] == f"bytes={HALF}-", "it does not ask for the rest")
    clear()
    refuses("cut_once_2", f"broke after {HALF} bytes", "--attempts", "1", left=["out.csv.gz.part", "out.csv.gz.part.json"])
    check(contents("out.csv.gz.part") == LARGE[:HALF], "the part is not what came")
    fetches("cut_once_2", LARGE, said=GOING_ON, times=1)
    clear()
    refuses("cut_always", "that was attempt 3, the last", "--attempts", "3", times=3,
            left=["out.csv.gz.part", "out.csv.gz.part.json"])
    check(LARGE.startswith(contents("out.csv.gz.part")) and len(contents("out.csv.gz.part")) > HALF, "the part did not grow")
    # A part of another selection is none of this one; neither is one of a server that does not go on.
    fetches("good", DATA, times=1)
    clear()
    fetches("cut_dated", LARGE, said=GOING_ON, times=2)
    for name in ["no_ranges", "weak", "mixes", "changed_between", "mixes_silently", "past_the_end", "chunks_cut"]:
        clear()
        times = {"mixes": 3, "mixes_silently": 3, "past_the_end": 3, "chunks_cut": 2}.get(name, 2)
        body = {"mixes": OTHER, "changed_between": OTHER, "mixes_silently": OTHER, "past_the_end": DATA, "chunks_cut": DATA}
        fetches(name, body.get(name, LARGE), times=times)
    check("Range" not in requests["weak"][1].headers, "a weak ETag was taken for a strong one")
    for place, text in enumerate(LYING_RANGES):
        clear()
        done = fetches(f"range{chr(97 + place)}", LARGE, times=3)
        check("bytes came" not in done.stderr, f"{text}: was taken")
    clear()
    refuses("unasked", "a part of it that was not asked for")


def test_part_that_is_whole():
    """Killed between the last byte and the renaming: it only asks whether that is still it."""
    fetches("good", DATA)
    url = json.loads(contents("out.csv.gz.fetched.json"))["url"]
    clear()
    for body, expected, times in [(DATA, DATA, 1), (b"x".join([DATA[:1000], DATA[1001:]]), DATA, 2)]:
        with open("out.csv.gz.part", "wb") as file:
            file.write(body)
        with open("out.csv.gz.part.json", "w", encoding="utf-8") as file:
            json.dump({"url": url, "etag": '"one"', "last_modified": "", "bytes": len(DATA), "sha256": ""}, file)
        fetches("good", expected, said=GOING_ON if times == 1 else "fetched", times=times)
        clear()


def test_failures():
    fetches("fails_twice", DATA, times=3)
    clear()
    done = refuses("fails", r'HTTP 503\): "Service\\x1B\[31m Unavailable Try later"; that was attempt 2, the last',
                   "--attempts", "2", times=2)
    check("attempt 2 of 2 follows in 0 s" in done.stderr, done.stderr)
    begun = time.monotonic()
    done = fetch("fails", "--attempts", "3", "--pause", "1")
    check("3 follows in 1 s" in done.stderr and "3 follows in 2 s" in done.stderr and time.monotonic() - begun >= 3, f"{done}")
    done = fetch("fails", "--attempts", "2", "--quiet")
    check(done.stderr.count("\n") == 1, f"--quiet said {done.stderr!r}")
    fetches("resets", DATA, times=2)
    clear()
    fetches("closes", DATA, times=2)
    clear()
    begun = time.monotonic()
    done = fetches("busy", DATA, times=3)
    check("follows in 2 s" in done.stderr and time.monotonic() - begun >= 3.5, f"it did not wait: {done.stderr}")
    clear()
    refuses("busy_long", "asked again after 86400 seconds")
    fetches("busy_nonsense", DATA, times=2)
    clear()
    fetches("later", DATA, times=2)
    clear()
    # What will not get better is asked once.
    refuses("nothing_of_that_name", 'has no such data .HTTP 404.: "100 No results found"')
    refuses("forbidden", 'HTTP 403.: "Forbidden"')
    refuses("not_understood", "Dimension XX does not exist", code=2)
    refuses("too_big", "EXTRACTION_TOO_BIG")
    refuses("no_http", "HTTP/0.9")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        refuses("good", "Failed to connect to 127.0.0.1", "--attempts", "2", times=0,
                address=f"http://127.0.0.1:{nobody.getsockname()[1]}/api")


def test_stalls():
    fetches("stalls", LARGE, "--patience", "1", said=GOING_ON, times=2)
    clear()
    refuses("silent", "nothing came for 1 seconds", "--patience", "1", "--attempts", "1")


def test_lies():
    fetches("good", DATA)  # stays through all that follows
    refuses("queued", 'sent no sdmx-csv, but "d2ba-1 SUBMITTED"')
    refuses("page", 'sent no sdmx-csv, but "Sign in to the hotel\'s network"')
    refuses("page_compressed", 'sent no sdmx-csv, but "Welcome"')
    refuses("empty", "empty")
    refuses("empty_compressed", "empty")
    refuses("no_content", "HTTP 204")
    refuses("damaged", "what the server sent is damaged: .*gzip")
    refuses("ends_early", "what the server sent is damaged: .*cut short")
    refuses("endless", "at most 1048576 are taken", "--largest", "1")
    refuses("announces_too_much", "sends 1099511627776 bytes or more")
    refuses("loops", "leads on more than 5 times", times=6)
    refuses("leads_to_file", "an address that is none of http or https")
    refuses("huge_header", "fetch: huge_header: .")
    refuses("many_headers", "fetch: many_headers: .", "--attempts", "1")
    for name in ["long_etag", "foreign_etag"]:
        clear()
        fetches(name, DATA)
        check(json.loads(contents("out.csv.gz.fetched.json"))["etag"] == "", f"{name} was kept")


def test_names():
    wrong = "is no name of a data set"
    for name in ["../x", "a b", "a?b", "a#b", "a/b", "", "a%2fb", "\u00e9", "-x"[1:] + "\n", "a\r\nX: y", "x" * 201]:
        done = fetch(name)
        check(done.returncode == 2 and wrong in done.stderr, f"{name!r}: {done}")
    for where, sentence in [("geo", "expected DIMENSION=VALUE"), ("g o=AT", "no name of a dimension"), ("geo=", "expected"),
                            ("geo=AT,,BE", "no value that the dimension geo could have"), ("geo=A\nB", "no value"),
                            ("c[geo]=AT", "no name of a dimension")]:
        refuses("good", sentence, "--where", where, code=2, times=0)
    refuses("good", "geo is given twice", "--where", "geo=AT", "--where", "geo=BE", code=2, times=0)
    refuses("good", "the years are given twice", "--where", "TIME_PERIOD=2010", "--years", "2010", code=2, times=0)
    refuses("good", "--years", "--years", "2010:2008", code=2, times=0)
    for address in ["ftp://127.0.0.1/", "file:///etc", "127.0.0.1", "http://", "http://u:p@127.0.0.1/", "http://127.0.0.1/?a",
                    "http://127.0.0.1/#a", "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y", "http://\u00e9/"]:
        refuses("good", "address", address=address, code=2, times=0)
    done = subprocess.run([LOCIQ, "fetch", "eurostaat", "x", "-o", "y"], capture_output=True, check=False, text=True)
    check(done.returncode == 2 and "expected one of eurostat" in done.stderr, f"{done}")
    fetches("good", DATA, "--where", "nace_r2=A,B-E", "--where", "geo=AT,a b&c=d,é", "--years", "2008:2015", times=1)
    check(requests["good"][-1].query == "c%5Bnace_r2%5D=A,B-E&c%5Bgeo%5D=AT,a%20b%26c%3Dd,%C3%A9&"
          "c%5BTIME_PERIOD%5D=ge:2008+le:2015&compress=true&format=csvdata&formatVersion=2.0", requests["good"][-1].query)


def test_certificates():
    def make(name):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", f"{name}.key",
                        "-out", f"{name}.pem", "-subj", f"/CN={name}", "-addext", f"subjectAltName={name}"],
                       check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{name}.pem", f"{name}.key")
        return context

    folder = tempfile.mkdtemp()
    try:
        os.chdir(folder)
        right, other = make("IP:127.0.0.1"), make("DNS:example.org")
    finally:
        os.chdir(work)
    trusted, elsewhere = f"{folder}/IP:127.0.0.1.pem", f"{folder}/DNS:example.org.pem"
    address, wrong = f"https://127.0.0.1:{serve(right)}/api", f"https://127.0.0.1:{serve(other)}/api"
    refuses("good", "certificate", address=address, times=0)
    refuses("good", "certificate", "--certificates", elsewhere, address=address, times=0)
    refuses("good", "certificate|host name", "--certificates", elsewhere, address=wrong, times=0)
    refuses("good", "none.pem: No such file", "--certificates", "none.pem", address=address, times=0)
    fetches("good", DATA, "--certificates", trusted, address=address, times=1)
    refuses("leads_down", "an address that is none of https", "--certificates", trusted, address=address)
    # A server without certificate where one is expected.
    refuses("good", "SSL", "--attempts", "1", address=f"https://127.0.0.1:{plain_port}/api", times=0)
    shutil.rmtree(folder)


def test_full_disk():
    done = refuses("cut_once_3", "File too large; its first [0-9]+ bytes are kept", limit=HALF // 2,
                   left=["out.csv.gz.part", "out.csv.gz.part.json"])
    check(done.stderr.count("\n") == 1, done.stderr)
    fetches("cut_once_3", LARGE, said=GOING_ON, times=1)


def wait_until(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"{what} does not happen"
        time.sleep(0.01)


def test_stopping():
    """A signal while it waits for bytes, and while it pauses; and a kill."""
    for number in [signal.SIGINT, signal.SIGKILL]:
        name = f"stalls_{int(number)}"
        process = subprocess.Popen(arguments_of(name), env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        wait_until(lambda: os.path.exists("out.csv.gz.part") and os.path.getsize("out.csv.gz.part") == HALF, "half of it")
        # Nobody else fetches it meanwhile, nor takes it away.
        done = fetch("good")
        check(done.returncode == 1 and "is being fetched by another process" in done.stderr, f"{done}")
        process.send_signal(number)
        _, said = process.communicate(timeout=PATIENCE)
        check(process.returncode == -number, f"{number}: {process.returncode}")
        check(number == signal.SIGKILL or b"stopped" in said, f"{number}: {said}")
        check(here() == ["out.csv.gz.part", "out.csv.gz.part.json"], f"{number}: {here()}")
        fetches(name, LARGE, said=GOING_ON, times=1)
        clear()
    process = subprocess.Popen(arguments_of("busy_60"), env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_until(lambda: count("busy_60") == 2, "the second request")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)
    check(process.returncode == -signal.SIGTERM and here() == [], f"{process.returncode}, {here()}")


def test_import():
    """What was fetched is what import reads."""
    fetches("good", DATA)
    done = subprocess.run([LOCIQ, "import", "out.csv.gz", "--measure", "employment", "-o", "eu.h5"], capture_output=True,
                          check=False, text=True)
    check(done.returncode == 0 and "8 years, 24 regions, 3 industries; employment" in done.stdout, f"{done}")
    done = subprocess.run([LOCIQ, "export", "eu.h5", "employment", "--region", "AT11", "--year", "2008"], capture_output=True,
                          check=False, text=True)
    check("AT11,A,2008,2108,\n" in done.stdout, f"{done}")


plain_port = serve()
work = tempfile.mkdtemp()
os.chdir(work)
try:
    chosen = sys.argv[1:]
    for name, test in list(globals().items()):
        if name.startswith("test_") and (not chosen or name[5:] in chosen):
            begun = time.monotonic()
            test()
            print(f"{name[5:]}: {time.monotonic() - begun:.1f} s", flush=True)
            clear()
finally:
    released.set()
    os.chdir("/")
    shutil.rmtree(work)
print(f"{failures} failures")
sys.exit(failures > 0)
