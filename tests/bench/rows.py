# SPDX-License-Identifier: MIT
"""The table of measures: one row a measure, with the row that it is a multiple of and what its figure leaves out."""
import re

import handshake
from calls import calls, minutes_of_talk, registrations
from measures import (N_KEYS, SHM, asking, changed_value, copied_image, cuts, day, explain, failing, genrsa, idle_year,
                      idle_year_with_lan, menu, new, new_with_key, nginx_https, nginx_month, placed_upgrade, requests_of_ab, scenarios, start, start_https,
                      summed_image, true, upgrade, version)


class Row:
    """beside: the row that stands above it and that it is a multiple of (its anchor); without: what its figure leaves out."""

    def __init__(self, title, make, rounds, aim="", beside="", without="", divide=1, counted=False, waits=False, more=(),
                 is_anchor=False, by_wall=False, is_judged=True):
        self.title, self.make, self.rounds, self.aim = title, make, rounds, aim
        self.beside, self.without = beside, without
        self.divide = divide        # the figures are of so many things
        self.counted = counted      # its instructions are counted too: one process, none of it waits for the world outside
        self.waits = waits          # it is judged by wall time, always
        self.by_wall = by_wall or waits  # its ratio is of wall time
        self.is_judged = is_judged  # --against: it has a limit; else its difference is a promise that the old program does not keep
        self.more = more            # further lines: (title, figure of (milliseconds, output), aim)
        self.is_anchor = is_anchor  # none of ours: measured as an anchor of others


def per_second(n):
    return lambda ms, _: f"{n / (ms / 1000):.0f}"


def menu_rate(ms, out):
    """By the clock of its last line: " 0:09:23.051", or in seconds as an older program tells it."""
    hours, minutes, seconds = re.findall(r"^ *(?:(\d+):(\d+):)?([0-9.]+) ", out, re.M)[-1]
    return f"{(int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)) / (ms / 1000):.0f}"


def cut_rate(ms, out):
    return f"{int(re.search(r'^all +[0-9]+ +([0-9]+)', out, re.M)[1]) / (ms / 1000):.0f}"


TRUE = "an empty process (/bin/true)"
VERSION = "the program alone (vspa version)"
COPY = "a firmware image copied and flushed (dd)"
SUM = "a firmware image hashed (sha256sum)"
GENRSA = "a key of 2,048 bits (openssl genrsa), of 10"
START = "start to provisioned, warp"
ONE = "an upgrade, start to confirmed, warp"
CHANGED = "a resync that changes a value, unit file in /dev/shm"
SHM_UPGRADE = "an upgrade, unit file in /dev/shm"
IDLE = "a virtual year of an idle unit"
PASSED = "a scenario, from start to end (one of 50)"
OPENSSL = "openssl's handshake, client and server"
AB = "720 requests to nginx (ab)"

ROWS = [
    Row(TRUE, true, 15, is_anchor=True, without="nothing"),
    Row(VERSION, version, 15, beside=TRUE, without="reading an image or a unit", counted=True),
    Row(COPY, copied_image, 15, beside=TRUE, without="nothing", is_anchor=True),
    Row(SUM, summed_image, 15, beside=TRUE, without="nothing", is_anchor=True),
    Row("vspa new, without the search for a key", new, 15,
        beside=COPY, without="the key (see below) and the copy of the image, which lies there already",
        counted=True, by_wall=True),
    Row(GENRSA, genrsa, 3, divide=N_KEYS, is_anchor=True, without="nothing"),
    Row("vspa new with its key and certificate, of 10", new_with_key, 3,
        beside=GENRSA, without="units whose key takes longer than ten do",
        divide=N_KEYS),
    Row(START, start, 15, "under 15 ms",
        beside=VERSION, without="reading from the disk; the provider's work is in it, as both are one process", counted=True),
    Row(OPENSSL, handshake.times, 15, is_anchor=True, without="nothing", beside=TRUE),
    Row("the same by HTTPS, both with certificates", start_https, 15,
        beside=OPENSSL, without="waiting for another process: both ends are one",
        counted=True),
    Row(ONE, upgrade, 7, "under 500 ms", beside=SUM, without="nothing: the provider's work is in it", counted=True),
    Row(CHANGED, changed_value(SHM), 15, beside=START, without="the disk: a flush has nothing to do there"),
    Row("the same on the disk: what the flushes of a resync cost", changed_value(None), 15,
        beside=CHANGED, without="a disk that others use; not judged beside an older program: the row above is, without the flushes",
        by_wall=True, is_judged=False),
    Row(SHM_UPGRADE, placed_upgrade(SHM), 7, beside=SUM, without="the disk: a flush has nothing to do there"),
    Row("the same on the disk: what the flushes of an upgrade cost", placed_upgrade(None), 7,
        beside=SHM_UPGRADE, without="a disk that others use; not judged beside an older program: the row above is, without the flushes",
        by_wall=True, is_judged=False),
    Row("24 virtual hours of hourly resyncs", day, 7, "under 100 ms",
        beside=START, without="a network that takes time", counted=True,
        more=[("virtual seconds per second", per_second(86400), "")]),
    Row(IDLE, idle_year, 5,
        beside=VERSION, without="resyncs; DHCP, NTP and DNS are in it", counted=True,
        more=[("virtual seconds per second", per_second(31536000), "above 1000000")]),
    Row("the same with a PC at the LAN port", idle_year_with_lan, 5, "x1",
        beside=IDLE, without="what a PC sends: this one only answers", counted=True),
    Row(PASSED, scenarios, 3, "under 1.5 ms", beside=TRUE, without="reading the image: once for all 50", divide=50),
    Row("a scenario that fails (one of 50)", failing, 3, "under 3 ms",
        beside=PASSED, without="flushing what is kept to the disk; a disk on which many files were just deleted", divide=50),
    Row("a scenario that asks after each of 1,000 requests", asking, 3, "under 500 ms",
        beside=START, without="a network that takes time"),
    Row(AB, requests_of_ab, 3, is_anchor=True, without="nginx's half"),
    Row("30 virtual days of resyncs by HTTP from nginx (720)", nginx_month, 5, "under 90 ms", beside=AB, without="nginx's half"),
    Row("10 resyncs by HTTPS from nginx, DHE, both certificates", nginx_https, 3, "under 1000 ms", beside=OPENSSL,
        without="a suite of today; distance", waits=True),
    Row("a voice menu session with sound", menu, 5, beside=VERSION, without="a sound card", counted=True,
        more=[("times real time", menu_rate, "above 500")]),
    Row("a call to the provider's telephone and its end (one of 50)", calls, 5, "under 5 ms",
        beside=START, without="a network that takes time; the other telephone is in it", divide=50),
    Row("a call of ten minutes with sound, warp", minutes_of_talk, 3, beside=START, without="a network that takes time",
        more=[("times real time", per_second(600), "above 1000")]),
    Row("2,000 registrations, warp", registrations, 3, beside=START, without="a network that takes time",
        more=[("registrations per second", per_second(2000), "")]),
    Row("power cuts in an upgrade, one process", cuts, 3, beside=ONE, without="the unit file: flash is in memory",
        more=[("cuts per second", cut_rate, "above 2000")]),
    Row("explain a profile of 585 lines", explain, 15, "under 20 ms", beside=VERSION, without="a terminal", counted=True),
]


def page():
    """The table of docs/benchmarks.md."""
    lines = ["| row | times as much as | leaves out | aim |", "| --- | --- | --- | --- |"]
    for row in ROWS:
        if not row.is_anchor:
            how = [words for words, holds in (("wall time", row.by_wall), ("instructions counted too", row.counted)) if holds]
            title = row.title + (f" ({', '.join(how)})" if how else "")
            lines.append(f"| {title} | {row.beside or '-'} | {row.without} | {row.aim or '-'} |")
    return "\n".join(lines)
