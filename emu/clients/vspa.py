# SPDX-License-Identifier: MIT
"""A client of a running vspa unit: one file, Python 3.9 or later, no dependencies.

    from vspa import Unit

    with Unit.start(unit="u.flash", lab="tftproot") as unit:     # or Unit("/tmp/unit.sock")
        unit.run(until="fw.resync=done")
        unit.offhook(1)
        unit.dial(1, "****")
        unit.wait("ear[1]=configuration", within="10s")
        print(unit.param("GPP_A"))

Every method of `vspa ctl help` can be called by its name with its parameters: unit.call("leds"), unit.leds().
A unit that is started here stands still: virtual time goes on with run() and with acts and waits, which are followed
until they are done (advance=True), so a script of hours takes seconds and is the same each time.
"""
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time

__all__ = ["Unit", "Error", "TimeLimit"]


class Error(Exception):
    """The unit says no. code: of JSON-RPC; reason: "ETIMEDOUT", "EREFUSED" ... or None."""

    def __init__(self, message, code=None, reason=None):
        super().__init__(message)
        self.code = code
        self.reason = reason


class TimeLimit(Error):
    """It did not happen in the virtual time that was given."""


class Unit:
    """A connection to one unit. Not for several threads at once: open one each."""

    def __init__(self, path, connect_within=10.0):
        self._process = None
        self._folder = None
        self._advances = False
        self._buffer = b""
        self._next_id = 1
        self._answers = {}
        self.notifications = []  # events that came and were not taken yet, oldest first
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        last = time.monotonic() + connect_within
        while True:
            try:
                self._socket.connect(path)
                return
            except (FileNotFoundError, ConnectionRefusedError):
                if time.monotonic() > last:
                    self._socket.close()
                    raise
                time.sleep(0.02)

    @classmethod
    def start(cls, *, unit=None, lab=None, seed=None, date=None, options=(), advance=True, vspa=None, output=None):
        """Starts `vspa run` with warp time, paused, and connects. output: a file for what it prints."""
        program = vspa or os.environ.get("VSPA") or shutil.which("vspa")
        if program is None:
            raise Error("vspa is not in PATH: set VSPA to the program")
        folder = tempfile.mkdtemp(prefix="vspa-")
        path = os.path.join(folder, "ctl")
        words = [program, "run", "--ctl", path, "--time", "warp", "--paused"]
        for name, value in (("unit", unit), ("lab", lab), ("seed", seed), ("date", date)):
            if value is not None:
                words += ["--" + name, str(value)]
        errors = open(os.path.join(folder, "errors"), "w+b")
        process = subprocess.Popen(words + list(options), stdin=subprocess.DEVNULL,
                                   stdout=output or subprocess.DEVNULL, stderr=errors)
        try:
            while not os.path.exists(path) and process.poll() is None:
                time.sleep(0.01)
            if process.poll() is not None:
                errors.seek(0)
                text = errors.read().decode(errors="replace").strip()
                raise Error("vspa run ends with %d: %s" % (process.returncode, text))
            self = cls(path)
        except BaseException:
            if process.poll() is None:
                process.kill()
            process.wait()
            errors.close()
            shutil.rmtree(folder, ignore_errors=True)
            raise
        errors.close()
        self._process, self._folder, self._advances = process, folder, advance
        return self

    # ---- the connection ----

    def close(self):
        """Ends the unit's run if it was started here, and the connection."""
        try:
            if self._process is not None:
                try:
                    self.call("quit")
                except (Error, OSError):
                    pass  # it has ended already
                self._socket.close()
                try:
                    self._process.wait(timeout=30)
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait()
        finally:
            self._socket.close()
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def exit_code(self):
        """Of the unit's run that was started here; None while it runs."""
        return None if self._process is None else self._process.poll()

    def _receive(self):
        while b"\n" not in self._buffer:
            piece = self._socket.recv(65536)
            if not piece:
                raise Error("the unit's run has ended")
            self._buffer += piece
        line, self._buffer = self._buffer.split(b"\n", 1)
        return json.loads(line)

    def begin(self, method, **params):
        """Sends a call and returns its number, for finish(): several may be under way."""
        number, self._next_id = self._next_id, self._next_id + 1
        request = {"jsonrpc": "2.0", "method": method, "params": params, "id": number}
        self._socket.sendall(json.dumps(request).encode() + b"\n")
        return number

    def finish(self, number):
        """The result of a call that begin() began."""
        while number not in self._answers:
            message = self._receive()
            if "method" in message:
                self.notifications.append(message["params"])
            else:
                self._answers[message["id"]] = message
        message = self._answers.pop(number)
        if "error" in message:
            e = message["error"]
            kind = TimeLimit if e.get("data") == "ETIMEDOUT" else Error
            raise kind(e["message"], e["code"], e.get("data"))
        return message["result"]

    def call(self, method, **params):
        """Any method of `vspa ctl help`."""
        return self.finish(self.begin(method, **params))

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda **params: self.call(name, **params)

    # ---- acts ----

    def _pass(self, seconds):
        if self._advances:
            self.call("run", **{"for": "%dms" % round(seconds * 1000)})

    def offhook(self, telephone=1):
        self.call("offhook", telephone=telephone)

    def onhook(self, telephone=1):
        self.call("onhook", telephone=telephone)

    def dial(self, telephone, keys):
        """Presses the keys, and returns when the last one has been pressed."""
        number = self.begin("dial", telephone=telephone, keys=keys)
        if self._advances:
            # A step is 10 ms of sound: the same whoever looks on.
            while number not in self._answers:
                self.call("step")
        self.finish(number)

    def flash(self, telephone=1):
        number = self.begin("flash", telephone=telephone)
        self._pass(0.35)
        self.finish(number)

    def power(self, on):
        self.call("power", on=bool(on))

    def cable(self, port, plugged_in):
        self.call("cable", **{"port": port, "in": bool(plugged_in)})

    def corrupt(self):
        """Both banks of firmware go bad: the next start is a recovery."""
        self.call("corrupt")

    def notify(self, event, line=1):
        """The provider's SIP NOTIFY to a line; the SIP status of the answer, 0 without one."""
        return self.call("notify", line=line, event=event)["status"]

    def web(self, path):
        """(status, body) of a page of the unit's web server."""
        answer = self.call("web", path=path)
        return answer["status"], answer["body"]

    # ---- watches ----

    def wait(self, signal=None, within="60s", seconds=None):
        """Waits for a signal ("ear[1]=Invalid") and returns its event; or lets so many virtual seconds go by."""
        if signal is None:
            if self._advances:
                return self.call("run", **{"for": "%dms" % round(seconds * 1000)})
            return self.call("wait", time="%dms" % round(seconds * 1000))
        if self._advances:
            return self.call("run", **{"until": signal, "for": within})
        return self.call("wait", signal=signal, within=within)

    def run(self, until=None, for_=None):
        """Lets virtual time go on: to a signal, for a time, or without an end."""
        params = {}
        if until is not None:
            params["until"] = until
        if for_ is not None:
            params["for"] = for_
        return self.call("run", **params)

    def param(self, name):
        return self.call("param", name=name)["value"]

    def fact(self, key):
        """What the unit knows of itself: fact("wan.ip"). None: nothing now."""
        return self.call("facts", key=key)[key]

    def led(self, name):
        """The pattern: "on", "slow" ..."""
        return self.call("leds")[name]["pattern"]

    def syslog(self):
        """Lines since last asked."""
        return [e["text"] for e in self.call("syslog")]

    def subscribe(self, *signals):
        """From now on events of these signals come to next_event()."""
        self.call("subscribe", signals=list(signals))

    def next_event(self):
        """The next event of a subscription; waits for it in real time."""
        while not self.notifications:
            message = self._receive()
            if "method" in message:
                self.notifications.append(message["params"])
            else:
                self._answers[message["id"]] = message
        return self.notifications.pop(0)
