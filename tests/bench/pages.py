# SPDX-License-Identifier: MIT
"""Pages per second of one unit, at a port of the host, beside nginx that serves the same bytes from a file in the same run."""
import re
import shutil
import signal
import subprocess
import time
import urllib.request

import handshake
import measures
from process import Failed, quietly

PROFILE = ("<flat-profile><Enable_WAN_Web_Server>Yes</Enable_WAN_Web_Server><Resync_On_Reset>No</Resync_On_Reset>"
           "</flat-profile>")
# title, address, requests, aim: the part of nginx's rate
PAGES = [("the status page", "/", 2000, 0.3), ("the largest page of the administrator", "/admin/voice/advanced", 400, 0.05)]


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


def measure(side):
    """[(title, pages per second, nginx's, aim)], or None: ab or nginx is not installed."""
    work = side.work / "pages"
    (work / "web").mkdir(parents=True)
    if not shutil.which("ab"):
        return None
    lab, unit, port = side.folder("pages-lab", spa2102_cfg=PROFILE), side.unit("pages"), handshake.free_port()
    quietly(*side.run(unit, lab, "--for", "10m"))
    argv = [side.vspa, "run", "--unit", unit, "--lab", lab, "--time", "x20", "--forward", str(port)]
    running = subprocess.Popen([str(word) for word in argv], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
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
