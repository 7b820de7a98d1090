# SPDX-License-Identifier: MIT
"""Figures of real networks, in namespaces that wires.sh makes: what passes through a unit beside Linux with nft in the same
run, and how long a start takes by a wire. None where the host has no namespaces or lacks a program."""
import os
import subprocess

from process import Failed

PROGRAMS = "ip unshare ethtool dnsmasq iperf3 nft"


def measure(side):
    """{name: [numbers]}, or the reason why not."""
    work = side.folder("wires")
    env = {**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin", "WORK": str(work), "VSPA": str(side.vspa.resolve())}
    if subprocess.run(["unshare", "-Urn", "true"], stderr=subprocess.DEVNULL, check=False).returncode != 0 and os.getuid() != 0:
        return "no namespaces here"
    try:
        done = subprocess.run(["bash", "tests/bench/wires.sh"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              stdin=subprocess.DEVNULL, timeout=120, check=False)
    except subprocess.TimeoutExpired as late:
        raise Failed(f"tests/bench/wires.sh does not end: {late.stdout}") from late
    if done.stdout.startswith("left out: "):
        return done.stdout.strip().removeprefix("left out: ")
    if done.returncode != 0:
        raise Failed(done.stdout + done.stderr)
    return {words[0]: words[1:] for words in map(str.split, done.stdout.splitlines())}
