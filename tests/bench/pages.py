# SPDX-License-Identifier: MIT
"""Pages per second of one unit, at a port of the host, beside nginx that serves the same bytes from a file in the same run."""
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import handshake
import measures
from process import Failed, quietly

PROFILE = ("<flat-profile><Enable_WAN_Web_Server>Yes</Enable_WAN_Web_Server><Resync_On_Reset>No</Resync_On_Reset>"
           "</flat-profile>")
# title, address, requests, aim: the part of nginx's rate
PAGES = [("the status page", "/", 2000, 0.3), ("the largest page of the administrator", "/admin/voice/advanced", 400, 0.05)]

VISITORS = 32


def fetch(url):
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=10) as reply:
                return reply.read()
        except OSError:
            time.sleep(0.1)
    raise Failed(f"{url}: no answer")


def rate(url, n):
    # -l: the page tells the time, and is not always of one length
    out = quietly("ab", "-l", "-q", "-n", str(n), "-c", "4", url)
    if not re.search(r"^Failed requests: +0$", out, re.M):
        raise Failed(out)
    return float(re.search(r"^Requests per second: +([0-9.]+)", out, re.M)[1])


def start(side):
    """A unit at a port of the host: (process, port)."""
    lab, unit, port = side.folder("pages-lab", spa2102_cfg=PROFILE), side.unit("pages"), handshake.free_port()
    quietly(*side.run(unit, lab, "--for", "10m"))
    argv = [side.vspa, "run", "--unit", unit, "--lab", lab, "--time", "x20", "--forward", f"wan:{port}"]
    running = subprocess.Popen([str(word) for word in argv], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    return running, port


def private_kib(running):
    return int(re.search(r"^Private_Dirty: +(\d+)", Path(f"/proc/{running.pid}/smaps_rollup").read_text(), re.M)[1])


def visitors_kib(side):
    """(before, at most, bytes that all got): private memory while 32 visitors read the largest page, half a KiB at a time."""
    with open(side.vspa, "rb") as program:  # as measures.private_kib()
        os.fsync(program.fileno())
    running, port = start(side)
    visitors, n_bytes = [], 0
    try:
        fetch(f"http://127.0.0.1:{port}/")
        before = most = private_kib(running)
        for _ in range(VISITORS):
            visitors.append(socket.create_connection(("127.0.0.1", port), timeout=10))
            visitors[-1].sendall(b"GET /admin/voice/advanced HTTP/1.0\r\n\r\n")
        left, end = set(visitors), time.monotonic() + 30
        while left and time.monotonic() < end:
            for visitor in select.select(list(left), [], [], 1)[0]:
                got = visitor.recv(512)
                n_bytes += len(got)
                if not got:
                    left.remove(visitor)
            most = max(most, private_kib(running))
        if left:
            raise Failed(f"{len(left)} of {VISITORS} visitors did not get their page")
        return before, most, n_bytes
    finally:
        for visitor in visitors:
            visitor.close()
        running.send_signal(signal.SIGTERM)
        running.wait()


def measure(side):
    """[(title, pages per second, nginx's, aim)], or None: ab or nginx is not installed."""
    work = side.work / "pages"
    (work / "web").mkdir(parents=True)
    if not shutil.which("ab"):
        return None
    running, port = start(side)
    try:
        for i, (_, address, _, _) in enumerate(PAGES):
            (work / f"web/{i}").write_bytes(fetch(f"http://127.0.0.1:{port}{address}"))
        nginx = measures.start_nginx(side, work, "keepalive_timeout 0;")
        if not nginx:
            return None
        return [(title, rate(f"http://127.0.0.1:{port}{address}", n), rate(f"http://127.0.0.1:{nginx}/{i}", n), aim)
                for i, (title, address, n, aim) in enumerate(PAGES)]
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait()
