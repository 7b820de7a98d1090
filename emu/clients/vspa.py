# SPDX-License-Identifier: MIT
"""A client of a running vspa unit: one file, Python 3.9 or later, no dependencies.

    from vspa import Unit

    with Unit.start(unit="u.flash", lab="tftproot") as unit:     # or Unit("/tmp/unit.sock")
        unit.run(until="fw.resync=done")
        unit.offhook(1)
        unit.dial(1, "****")
        unit.wait("ear[1]=configuration", within="10s")
        print(unit.param("GPP_A"))

Every method of `vspa ctl help` is a method here, with its parameters by position or by name: unit.leds(),
unit.fault(drop=True, only="dns", count=2), unit.file("spa2102.cfg", text or bytes), unit.call("leds"). A name that is a
word of Python gets a "_" behind it: unit.cable("wan", in_=False).
A unit started here is paused: virtual time advances with run() and with acts and waits, which are followed
until they are done (advance=True), so a script of hours takes seconds and is the same each time.
"""
import base64
import difflib
import inspect
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time

__all__ = ["Unit", "Error", "TimeLimit"]


class Error(Exception):
    """The unit refused the call. code: of JSON-RPC; reason: "ETIMEDOUT", "EREFUSED" ... or None.

    The text says where (the line of the script, and the call), what went wrong, what the unit did last, and what to do.
    The parts: message, where, call, seen (events of the signal that was waited for), events (the last ones of all), hint.
    """

    def __init__(self, message, code=None, reason=None, **parts):
        super().__init__(message)
        self.message, self.code, self.reason = message, code, reason
        self.where, self.call, self.hint = parts.get("where"), parts.get("call"), parts.get("hint")
        self.seen, self.events = parts.get("seen") or [], parts.get("events") or []

    def __str__(self):
        lines = [": ".join(part for part in (self.where, self.call, self.message) if part)]
        for title, events in (("seen", self.seen), ("last events", self.events)):
            if events:
                lines += ["  %s:" % title] + ["    %s" % e["line"] for e in events]
        return "\n".join(lines + (["  %s" % self.hint] if self.hint else []))


class TimeLimit(Error):
    """Timed out, in virtual time."""


_N_EVENTS = 12  # of an error
_PLENTY = ("frame.in", "frame.out", "mic", "iowait", "flash", "entropy")  # they say nothing to a reader
_PROTOCOL_ERRORS = range(-32768, -31999)  # the call itself is wrong: what the unit did does not matter
_HINTS = {
    "ETIMEDOUT": "what to do: a longer within, or another signal: 'vspa ctl help', unit.signals(); all that happened: unit.events()",
    "EREFUSED": "what to do: the state of the unit: unit.status(), unit.facts()",
}


def _call_text(method, params):
    return "%s(%s)" % (method, ", ".join("%s=%.80r" % item for item in params.items()))


def _script_line():
    """The line of the script that called: the nearest frame outside the clients."""
    frame = inspect.currentframe()
    own = ("vspa.py", "VspaLibrary.py")
    while frame is not None and os.path.basename(frame.f_code.co_filename) in own:
        frame = frame.f_back
    return None if frame is None else "%s:%d" % (os.path.basename(frame.f_code.co_filename), frame.f_lineno)


def _json_value(value):
    """Contents of a file may be bytes."""
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, (bytes, bytearray)) else value


class _Method:
    """A method of the unit, made from its row of `vspa ctl help`."""

    def __init__(self, unit, row):
        self._unit, self._row = unit, row
        self.__name__ = row["name"]
        self.__doc__ = "%s.\n\n%s\nReturns %s." % (
            row["help"], "".join("%s: %s\n" % (p["name"], p["help"]) for p in row["params"]), row["result"])
        self.__signature__ = inspect.Signature(
            [inspect.Parameter(self._python_name(p["name"]), inspect.Parameter.POSITIONAL_OR_KEYWORD,
                               default=None if p["optional"] else inspect.Parameter.empty)
             for p in sorted(row["params"], key=lambda p: p["optional"])])

    @staticmethod
    def _python_name(name):
        return name + "_" if name in ("in", "for", "from") else name

    def __call__(self, *values, **named):
        names = [p["name"] for p in self._row["params"]]
        if len(values) > len(names):
            raise TypeError("%s() takes %d arguments" % (self.__name__, len(names)))
        params = dict(zip(names, values))
        for name, value in named.items():
            name = name[:-1] if name.endswith("_") else name
            if name in params:
                raise TypeError("%s() got two values for %s" % (self.__name__, name))
            params[name] = value
        return self._unit.follow(self.__name__, {k: v for k, v in params.items() if v is not None})


class Unit:
    """A connection to one unit. Not for several threads at once: open one each."""

    def __init__(self, path, connect_within=10.0):
        self._process = None
        self._folder = None
        self._advances = False
        self._buffer = b""
        self._next_id = 1
        self._answers = {}
        self._calls = {}  # what was asked, until it is answered: for errors
        self._rows = None
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
                    raise Error("%s: no unit listens there: start one with 'vspa run --ctl %s'" % (path, path)) from None
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
        """Ends the run, if it was started here, and closes the connection."""
        try:
            if self._process is not None:
                try:
                    self.call("quit")
                except (Error, OSError):
                    pass  # already ended
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
        """The exit code of the run that was started here; None while it is running."""
        return None if self._process is None else self._process.poll()

    def _receive(self):
        while b"\n" not in self._buffer:
            try:
                piece = self._socket.recv(65536)
            except ConnectionResetError:  # it had not read all that was sent
                piece = b""
            if not piece:
                raise self._ended()
            self._buffer += piece
        line, self._buffer = self._buffer.split(b"\n", 1)
        return json.loads(line)

    def _ended(self):
        """The connection is closed. If the run was started here, its end is known."""
        text, hint = "the unit's run has ended", "what to do: look at what 'vspa run' has printed"
        if self._process is not None:
            try:
                text += " with exit code %d" % self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                text = "the unit's run has closed the connection"
            try:
                with open(os.path.join(self._folder, "errors"), encoding="utf-8", errors="replace") as f:
                    printed = f.read()[-1000:].strip()
                text += ": " + printed if printed else ""
            except (OSError, TypeError):
                pass  # the folder is gone: close() was called
        return Error(text, where=_script_line(), hint=hint)

    def _last_events(self):
        """The events still in the trace buffer; none if they cannot be had."""
        events, number = [], 0
        try:
            while True:
                answer = self._answer(self.begin("events", **{"from": number}))["result"]
                events += answer["events"]
                if not answer["events"] or answer["next"] == number:
                    return events
                number = answer["next"]
        except (Error, OSError, KeyError):
            return events

    def _error(self, e, method, params):
        """The error of an answer, with all that helps to understand it."""
        kind = TimeLimit if e.get("data") == "ETIMEDOUT" else Error
        parts = {"where": _script_line(), "call": _call_text(method, params), "hint": _HINTS.get(e.get("data"))}
        if e["code"] not in _PROTOCOL_ERRORS or e.get("data") in _HINTS:
            events = self._last_events()
            signal = str(params.get("signal") or params.get("until") or "").split("=")[0].split("[")[0]
            parts["seen"] = [x for x in events if signal and x["signal"] == signal][-_N_EVENTS:]
            parts["events"] = [x for x in events if x["signal"] not in _PLENTY][-_N_EVENTS:]
        return kind(e["message"], e["code"], e.get("data"), **parts)

    def begin(self, method, /, **params):
        """Sends a call and returns its number, for finish(): several may be under way."""
        number, self._next_id = self._next_id, self._next_id + 1
        request = {"jsonrpc": "2.0", "method": method, "params": params, "id": number}
        self._calls[number] = (method, params)
        try:
            self._socket.sendall(json.dumps(request).encode() + b"\n")
        except BrokenPipeError:
            raise self._ended() from None
        return number

    def _answer(self, number):
        while number not in self._answers:
            message = self._receive()
            if "method" in message:
                self.notifications.append(message["params"])
            else:
                self._answers[message["id"]] = message
        return self._answers.pop(number)

    def finish(self, number):
        """The result of a call that begin() began."""
        message = self._answer(number)
        method, params = self._calls.pop(number)
        if "error" in message:
            raise self._error(message["error"], method, params)
        return message["result"]

    def call(self, method, /, **params):
        """Any method of `vspa ctl help`."""
        return self.finish(self.begin(method, **params))

    def methods(self):
        """The rows of `vspa ctl help` by name."""
        if self._rows is None:
            self._rows = {row["name"]: row for row in self.call("help")}
        return self._rows

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        row = self.methods().get(name)
        if row is None:
            near = difflib.get_close_matches(name, self.methods(), 1)
            raise AttributeError("the unit has no method %s: %s'vspa ctl help' lists them"
                                 % (name, "did you mean '%s'? " % near[0] if near else ""))
        return _Method(self, row)

    def __dir__(self):
        return sorted(set(super().__dir__()) | set(self.methods()))

    def follow(self, name, params):
        """Calls a method of `vspa ctl help`, with a dict; an act that takes time is followed until it is done."""
        row = self.methods()[name]
        params = {k: _json_value(v) for k, v in params.items()}
        number = self.begin(row["name"], **params)
        if self._advances and "takes_ms" in row:
            self.call("run", **{"for": "%dms" % row["takes_ms"]})
        elif self._advances and row.get("needs_time"):
            # A step is 10 ms of audio, whoever observes.
            while number not in self._answers:
                self.call("step")
        return self.finish(number)

    # ---- acts: the rest of them are made from `help` ----

    def _act(self, method, /, **params):
        return self.follow(method, params)

    def offhook(self, telephone=1):
        self._act("offhook", telephone=telephone)

    def onhook(self, telephone=1):
        self._act("onhook", telephone=telephone)

    def dial(self, telephone, keys):
        """Dials the digits; returns after the last one."""
        self._act("dial", telephone=telephone, keys=keys)

    def flash(self, telephone=1):
        self._act("flash", telephone=telephone)

    def power(self, on):
        self.call("power", on=bool(on))

    def cable(self, port, plugged_in):
        self.call("cable", **{"port": port, "in": bool(plugged_in)})

    def corrupt(self):
        """Corrupts both firmware banks: the next boot enters recovery."""
        self.call("corrupt")

    def notify(self, event, line=1, **login):
        """Sends the provider's SIP NOTIFY to a line. Returns the SIP status of the answer, 0 without one. login: user, password."""
        return self.call("notify", line=line, event=event, **login)["status"]

    def _page(self, act, /, **params):
        answer = self.call(act, **params)
        return answer["status"], answer["body"]

    def web(self, path, **login):
        """(status, body) of a page of the unit's web server. login: user, password."""
        return self._page("web", path=path, **login)

    def post(self, path, fields, **login):
        """Sends form fields by their ids, {"20527": "Joe"}; (status, body) of the answer. login: user, password."""
        return self._page("post", path=path, fields=fields, **login)

    def submit(self, tab, fields, **login):
        """Edits fields of a tab by their labels, submit("Voice/Line 1", {"User ID": "4711"}); (status, body) of the answer."""
        return self._page("submit", tab=tab, fields=fields, **login)

    # ---- watches ----

    def wait(self, signal=None, within="60s", seconds=None):
        """Waits for a signal ("ear[1]=Invalid") and returns its event; or advances virtual time by that many seconds."""
        if signal is None:
            if self._advances:
                return self.call("run", **{"for": "%dms" % round(seconds * 1000)})
            return self.call("wait", time="%dms" % round(seconds * 1000))
        if self._advances:
            return self.call("run", **{"until": signal, "for": within})
        return self.call("wait", signal=signal, within=within)

    def run(self, until=None, for_=None):
        """Resumes virtual time: up to a signal, for a time, or without an end."""
        params = {}
        if until is not None:
            params["until"] = until
        if for_ is not None:
            params["for"] = for_
        return self.call("run", **params)

    def param(self, name):
        return self.call("param", name=name)["value"]

    def fact(self, key):
        """A fact about the unit: fact("wan.ip"). None: no value now."""
        return self.call("facts", key=key)[key]

    def led(self, name):
        """The pattern: "on", "slow" ..."""
        leds = self.call("leds")
        if name not in leds:
            raise ValueError("the unit has no LED %s: there are %s" % (name, ", ".join(leds)))
        return leds[name]["pattern"]

    def syslog(self):
        """Syslog lines since the last call."""
        return [e["text"] for e in self.call("syslog")]

    def subscribe(self, *signals):
        """Subscribes to these signals: next_event() returns their events."""
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
