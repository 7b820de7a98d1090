# SPDX-License-Identifier: MIT
"""The commands that are measured: each makes its files in the work folder of a build and returns a Command, or None: a
program that it needs is not installed. rows.py says what is measured, and beside what."""
import os
import shutil
import signal
import tempfile
from pathlib import Path

import handshake
from process import Command, Failed, quietly, run_once

PROFILE = """<flat-profile>
  <Resync_Periodic ua="na">3600</Resync_Periodic>
  <GPP_A ua="na">bench</GPP_A>
  <User_ID_1_ ua="na">5551001</User_ID_1_>
</flat-profile>
"""


def settle(program):
    """A program that was just linked lies in the page cache in small pieces, and each start takes a twentieth more for its page
    faults than with one that was read from the disk. So it is read from there."""
    with open(program, "rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while file.read(1 << 20):
            pass


class Side:
    """One build and a work folder for it: the new side, and with --against the old one."""

    def __init__(self, name, tree, work):
        self.name, self.tree = name, Path(tree)
        self.vspa = self.tree / "build/vspa"
        self.sweep = self.tree / "build/sweep/vspa_sweep"
        self.rate = self.tree / "build/bench_profile_rate"
        self.work = Path(work) / name
        self.work.mkdir()
        self.out = self.work / "out"
        self.servers = []  # processes of nginx, once they run
        self.places = []
        settle(self.vspa)

    def place(self, where):
        """A folder outside of the work folder, gone at the end."""
        self.places.append(tempfile.mkdtemp(prefix="bench-", dir=where))
        return Path(self.places[-1])

    def stop(self):
        for place in self.places:
            shutil.rmtree(place)
        for server in self.servers:
            os.kill(server, signal.SIGTERM)

    def folder(self, name, **files):
        path = self.work / name
        path.mkdir(exist_ok=True)
        for file, text in files.items():
            (path / file.replace("_", ".", 1)).write_text(text)
        return path

    def unit(self, name, *options):
        path = self.work / f"{name}.flash"
        mac = f"000E08{sum(name.encode()) & 0xffffff:06X}"
        quietly(self.vspa, "new", "--force", "--unit", path, "--mac", mac, "--serial", f"FM500K{sum(name.encode()):06d}",
                *options)
        return path

    def run(self, unit, lab, *options):
        return [self.vspa, "run", "--unit", unit, "--lab", lab, "--time", "warp", "--seed", "1", *options]


# --- the rows' commands ------------------------------------------------------------------------------


def version(side):
    return Command([side.vspa, "version"])


def true(_side):
    return Command(["/bin/true"])


def image(side):
    return side.tree / "build/images/spa2102-5.2.12.img"


def copied_image(side):
    return Command(["dd", f"if={image(side)}", f"of={side.work / 'copied'}", "bs=1M", "conv=fsync", "status=none"])


def summed_image(side):
    return Command(["sha256sum", image(side)])


def provisioned_unit(side):
    lab = side.folder("lab", spa2102_cfg=PROFILE)
    unit = side.work / "unit.flash"
    if not unit.exists():
        unit = side.unit("unit")
        quietly(*side.run(unit, lab, "--until", "fw.resync=done", "--for", "10m"))
    return unit, lab


def start(side):
    return Command(side.run(*provisioned_unit(side), "--until", "fw.resync=done", "--for", "10m"))


def start_https(side):
    """The same with the rule behind HTTPS. Both sides prove who they are; the unit keeps the rule in its flash."""
    rule = "<flat-profile><Profile_Rule>https://provider.test/unit.cfg</Profile_Rule></flat-profile>"
    lab = side.folder("https", spa2102_cfg=rule, unit_cfg=PROFILE)
    argv = side.run(side.unit("https"), lab, "--host", "provider.test=192.168.1.200", "--lab-client", "require",
                    "--until", "fw.resync=done", "--for", "10m")
    quietly(*argv)
    suite = "TLSv1.0, TLS-DHE-RSA-WITH-AES-256-CBC-SHA, client certificate sent"
    run_once(Command([*argv, "--trace", "fw.*"], expects=suite), side.out)
    return Command(argv)


def upgrade(side, place=None):
    """From the start on the old release to the new one confirmed."""
    lab = side.folder("upgrade", spa2102_cfg="<flat-profile><Upgrade_Rule>http://192.168.1.200/new.img</Upgrade_Rule></flat-profile>")
    shutil.copy(side.tree / "build/images/spa2102-5.2.12.img", lab / "new.img")
    old = side.unit("old", "--release", "5.2.10")
    unit = (place or side.work) / "upgrade.flash"
    confirmed = "release 5.2.12 confirmed"
    return Command(side.run(unit, lab, "--trace", "fw.boot", "--until", f"fw.boot={confirmed}", "--for", "30m"),
                   before=lambda: copy_synced(old, unit), expects=confirmed)


IMAGES = ".vspa-images"
SHM = "/dev/shm"  # there a sync has nothing to do


def copy_synced(old, unit):
    """A copy as cp makes it, with its holes and with the image that it refers to. It is on the disk before the run begins:
    its first sync would pay for it."""
    quietly("cp", old, unit)
    if (old.parent / IMAGES).is_dir() and old.parent != unit.parent:
        shutil.copytree(old.parent / IMAGES, unit.parent / IMAGES, dirs_exist_ok=True)
    with open(unit, "rb") as file:
        os.fsync(file.fileno())


def changed_value(where):
    """A resync that stores another value than the unit has, with its unit file on the disk or in memory."""
    def make(side):
        if where == SHM and not os.path.isdir(SHM):
            return None
        old, _ = provisioned_unit(side)
        lab = side.folder("changed", spa2102_cfg=PROFILE.replace("bench", "changed"))
        unit = side.place(where or side.tree / "build") / "changed.flash"
        return Command(side.run(unit, lab, "--until", "fw.resync=done", "--for", "10m"), before=lambda: copy_synced(old, unit))
    return make


def placed_upgrade(where):
    def make(side):
        if where == SHM and not os.path.isdir(SHM):
            return None
        return upgrade(side, side.place(where or side.tree / "build"))
    return make


def new(side):
    """Making a unit without a certificate: the search for its key depends on its MAC address."""
    return Command([side.vspa, "new", "--force", "--unit", side.work / "new.flash", "--mac", "000E08012345", "--serial",
                    "FM500K000001", "--no-certificate"])


N_KEYS = 10


def new_with_key(side):
    each = 'for i in 0 1 2 3 4 5 6 7 8 9; do "$0" new --force --unit "$1" --mac "000E0801000$i" --serial "FM500K00010$i"; done'
    return Command(["sh", "-c", each, side.vspa, side.work / "new.flash"])


def genrsa(_side):
    if not shutil.which("openssl"):
        return None
    return Command(["sh", "-c", "for i in 0 1 2 3 4 5 6 7 8 9; do openssl genrsa 2048; done"])


def day(side):
    return Command(side.run(*provisioned_unit(side), "--for", "24h"))


def idle_year(side):
    """A unit with nothing to do: only what its own timers cost."""
    return Command(idle(side))


def idle(side, *options):
    lab = side.folder("idle", spa2102_cfg="<flat-profile><Resync_Periodic>0</Resync_Periodic></flat-profile>")
    return side.run(side.unit("idle"), lab, "--for", "365d", *options)


def idle_year_with_lan(side):
    """The same with a cable in the LAN port, and a PC at its end."""
    return Command(idle(side, "--lan", "user"))


def scenarios(side):
    lua = side.work / "short.lua"
    lua.write_text("power:on() wait(1)\n")
    return Command([side.vspa, "test", lua, "--repeat", "50", "--quiet"])


def failing(side):
    """One that fails, with all that it leaves behind. What the run before has left is moved away: for minutes after a file is
    deleted, ext4 searches for another inode than its own, and that would be half of the figure."""
    lua, kept = side.work / "failing.lua", side.work / "kept"

    def away():
        if kept.exists():
            kept.rename(side.work / f"kept-{len(list(side.work.glob('kept-*')))}")

    lua.write_text('power:on() wait(1) equal(1, 2, "as meant")\n')
    return Command(["sh", "-c", '"$0" test "$1" --repeat 50 --quiet --failures "$2" || [ $? = 1 ]', side.vspa, lua, kept],
                   before=away, expects="as meant")


def asking(side):
    """A scenario that after each of a thousand requests asks for all that was."""
    lua = side.work / "asking.lua"
    lua.write_text("""unit{params = {Profile_Rule = "http://192.168.1.200/a.cfg", Resync_Periodic = 60, Resync_Random_Delay = 1}}
lab:file("a.cfg", profile{GPP_A = "a"})
power:on()
trace:expects("fw.resync=done")
for i = 2, 1000 do
  wait("60s")
  equal(lab.requests[i].status, 200)
  equal(trace:count("fw.resync=done"), i)
  equal(lab:count("http: GET"), i)
end
""")
    return Command([side.vspa, "test", lua, "--quiet"])


def menu(side):
    lines = ["wait fw.resync=done", "offhook 1", "wait 1s", "dial 1 ****", "wait 5s",
             *["dial 1 110#", "wait 10s"] * 50, "onhook 1", ""]
    keys = side.work / "menu"
    keys.write_text("\n".join(lines))
    unit, lab = provisioned_unit(side)
    return Command([side.vspa, "console", "--unit", unit, "--lab", lab, "--time", "warp", "--seed", "1"], stdin=keys)


def whole_profile(side):
    """A profile of 585 lines: parameters of the newest release with user access, with a value where the default is empty."""
    path = side.work / "whole.xml"
    if not path.exists():
        sample = side.work / "sample.xml"
        quietly(side.vspa, "spc", "--sample-xml", sample, "--release", "5.2.10")
        lines = [line.replace('"></', '">1</') for line in sample.read_text().splitlines() if " ua=" in line][:582]
        path.write_text("\n".join(['<?xml version="1.0"?>', "<flat-profile>", *lines, "</flat-profile>", ""]))
    return path


def explain(side):
    return Command([side.vspa, "explain", whole_profile(side), "--release", "5.2.10"])


def cuts(side):
    """Power cuts: every operation of an upgrade, two in a row, in one process; the unit's whole life after each."""
    return Command([side.sweep, "--bench"])


def start_nginx(side, work, extra=""):
    """nginx over the folder work/web; returns its port for HTTP. False: it is not installed."""
    path = os.environ["PATH"] + ":/usr/sbin"
    if not shutil.which("nginx", path=path):
        return False
    script = ('. tests/integration/servers; port=$(free_port); echo "$port" >"$WORK/port"; '
              'start_nginx "$port" "$WORK/web" "$EXTRA" >/dev/null 2>&1')
    quietly("bash", "-c", script, env={**os.environ, "PATH": path, "WORK": str(work), "EXTRA": extra}, cwd=side.tree)
    side.servers.append(int((work / "pids").read_text()))
    return (work / "port").read_text().strip()


def nginx_https(side):
    """Ten resyncs by HTTPS from a server outside, both with certificates, protocol and suite as of 2007. Wall time: what
    drags here is not work but waiting."""
    work = side.work / "tls"
    (work / "web").mkdir(parents=True)
    rule = ("<flat-profile><Profile_Rule>https://provider.test/unit.cfg</Profile_Rule>"
            "<Resync_Periodic>60</Resync_Periodic></flat-profile>")
    lab = side.folder("tls-lab", spa2102_cfg=rule)
    (work / "web/unit.cfg").write_text(rule)
    base, pki = handshake.certificate(side, "nginx", "server", "/CN=provider.test"), side.tree / "build/images/pki"
    quietly(side.vspa, "pki", "sign", "--csr", f"{base}.csr", "-o", f"{work}/server.pem")  # valid by the unit's clock too
    quietly("openssl", "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out", work / "dh.pem")
    tls_port = handshake.free_port()
    if not start_nginx(side, work, f"""}} server {{ listen 127.0.0.1:{tls_port} ssl; root {work}/web;
            ssl_certificate {work}/server.pem; ssl_certificate_key {base}.key; ssl_dhparam {work}/dh.pem;
            ssl_protocols TLSv1; ssl_ciphers DHE-RSA-AES256-SHA:@SECLEVEL=0;
            ssl_client_certificate {pki}/client-root.pem; ssl_verify_client on;"""):
        return None
    argv = side.run(side.unit("tls"), lab, "--host", "provider.test=192.168.1.200", "--map", f"tcp:443={tls_port}",
                    "--for", "650", "--trace", "fw.*")
    run_once(Command(argv, expects="TLSv1.0, TLS-DHE-RSA-WITH-AES-256-CBC-SHA, client certificate sent"), side.out)
    return Command(argv)


MONTH = ("<flat-profile><Resync_Periodic>3600</Resync_Periodic>"
         "<Profile_Rule>http://192.168.1.200/spa.xml</Profile_Rule></flat-profile>")


def month_server(side):
    """nginx's port, started once; False: it is not installed."""
    if not (side.work / "web").exists():
        side.folder("web", spa_xml=MONTH, spa2102_cfg=MONTH)
        return start_nginx(side, side.work)
    return (side.work / "port").read_text().strip()


def nginx_month(side):
    """Thirty days of resyncs by HTTP from a server outside: each is a connection through slirp and the host's TCP."""
    port = month_server(side)
    if not port:
        return None
    argv = side.run(side.unit("month"), side.work / "web", "--map", f"tcp:80={port}", "--for", "720h")
    quietly(*argv)
    return Command(argv)


def requests_of_ab(side):
    """As many requests as a month has hours, of the server of the next row."""
    if not shutil.which("ab"):
        return None
    port = month_server(side)
    return Command(["ab", "-q", "-n", "720", f"http://127.0.0.1:{port}/spa.xml"], expects="Failed requests:        0") if port else None
