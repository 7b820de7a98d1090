# SPDX-License-Identifier: MIT
"""openssl's client against openssl's server, for comparison: keys as long, signed by the same roots, protocol and suite as
the unit's. Processor time of both sides, as a unit and its provider are one process."""
import os
import random
import shutil
import signal
import socket
import time

from process import OUT, Command, Failed, quietly, run_once


def certificate(side, name, root, subject):
    pki, base = side.tree / "build/images/pki", side.work / name
    quietly("openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{base}.key", "-subj", subject, "-out", f"{base}.csr")
    quietly("openssl", "x509", "-req", "-in", f"{base}.csr", "-CA", pki / f"{root}-root.pem", "-CAkey", pki / f"{root}-root.key",
            "-set_serial", "1", "-days", "2", "-out", f"{base}.pem")
    return base


def free_port():
    while True:
        port = random.randrange(10000, 30000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


def wait_for(port):
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise Failed("openssl s_server does not listen")


def times(side):
    """[(wall_ms, cpu_ms)], or None: openssl is not installed."""
    return measure(side, 15) if shutil.which("openssl") else None


def measure(side, rounds):
    """[(wall_ms, cpu_ms)] of so many handshakes; the server's time is shared out evenly."""
    pki, port = side.tree / "build/images/pki", free_port()
    server, client = certificate(side, "server", "server", "/CN=provider.test"), certificate(side, "client", "client", "/OU=SPA-2102/L=FM500K000003")
    old = ["-tls1", "-cipher", "DHE-RSA-AES256-SHA:@SECLEVEL=0"]
    seen = side.work / "s_server"
    argv = ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", f"{server}.pem", "-key", f"{server}.key",
            "-CAfile", pki / "client-root.pem", "-Verify", "1", "-verify_return_error", *old, "-quiet"]
    actions = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, str(seen), OUT, 0o600),
               (os.POSIX_SPAWN_DUP2, 1, 2)]
    pid = os.posix_spawnp("openssl", [str(word) for word in argv], os.environ, file_actions=actions)
    try:
        wait_for(port)
        command = Command(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-cert", f"{client}.pem", "-key", f"{client}.key",
                           "-CAfile", pki / "server-root.pem", "-verify_return_error", *old], expects="Verify return code: 0")
        times = [run_once(command, side.out) for _ in range(rounds)]
    finally:
        os.kill(pid, signal.SIGTERM)
        usage = os.wait4(pid, 0)[2]
    if "OU = SPA-2102" not in seen.read_text(errors="replace"):
        raise Failed("the client's certificate was not seen: " + seen.read_text(errors="replace"))
    server_ms = (usage.ru_utime + usage.ru_stime) * 1000 / rounds
    return [(wall, cpu + server_ms) for wall, cpu in times]
