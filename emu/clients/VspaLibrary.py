# SPDX-License-Identifier: MIT
"""Robot Framework keywords for a vspa unit (https://robotframework.org, 4 or later). Also a plain Python class.

Every method of `vspa ctl help` is a keyword of its name, with its documentation (Robot's dynamic library API): Leds, Facts,
Fault    drop=true    only=dns    count=2. The keywords below are those of telephone tests. VSPA or the path names the program.

    *** Settings ***
    Library           VspaLibrary
    Test Setup        Start Unit    unit=u.flash    lab=tftproot
    Test Teardown     Stop Unit

    *** Test Cases ***
    The Voice Menu Tells The Address
        Wait For Signal    fw.resync=done
        Lift Handset       1
        Dial               1    ****
        Should Hear        1    configuration    within=20s
"""
import inspect
import json
import os
import shutil
import subprocess

from vspa import Error, Unit

__all__ = ["VspaLibrary"]


class VspaLibrary:
    """One unit at a time."""

    ROBOT_LIBRARY_SCOPE = "TEST"
    ROBOT_LIBRARY_VERSION = "1"

    def __init__(self):
        self._unit = None
        self._methods = None  # the rows of `vspa ctl help`

    @property
    def _it(self):
        if self._unit is None:
            raise AssertionError("no unit: begin with Start Unit or Connect Unit")
        return self._unit

    def start_unit(self, unit=None, lab=None, seed=None, *options):
        """Powers a unit in warp time; it is paused between keywords. Options are those of `vspa run`."""
        self.stop_unit()
        self._unit = Unit.start(unit=unit, lab=lab, seed=seed, options=options)

    def connect_unit(self, socket):
        """Connects to a running unit (`vspa run --ctl SOCKET`)."""
        self.stop_unit()
        self._unit = Unit(socket)

    def stop_unit(self):
        """Ends the run that Start Unit began, or closes the connection."""
        if self._unit is not None:
            self._unit.close()
            self._unit = None

    def lift_handset(self, telephone=1):
        """Lifts handset 1 or 2."""
        self._it.offhook(int(telephone))

    def put_handset_down(self, telephone=1):
        """Replaces handset 1 or 2."""
        self._it.onhook(int(telephone))

    def dial(self, telephone, keys):
        """Dials DTMF digits: 0-9 * # A-D; a comma pauses 1 s. Returns after the last one."""
        self._it.dial(int(telephone), keys)

    def flash_hook(self, telephone=1):
        """Sends a 300 ms hook flash."""
        self._it.flash(int(telephone))

    def power_on(self):
        """Switches the power on."""
        self._it.power(True)

    def power_off(self):
        """Switches the power off."""
        self._it.power(False)

    def corrupt_firmware(self):
        """Corrupts both firmware banks: the next boot enters recovery."""
        self._it.corrupt()

    def notify(self, event, line=1):
        """The provider's SIP NOTIFY, as "resync"; returns the SIP status of the answer."""
        return self._it.notify(event, int(line))

    def plug_cable(self, port="wan"):
        """Plugs in a cable: wan, lan, phone1 or phone2."""
        self._it.cable(port, True)

    def pull_cable(self, port="wan"):
        """Unplugs a cable: wan, lan, phone1 or phone2."""
        self._it.cable(port, False)

    def wait_seconds(self, seconds):
        """Virtual seconds."""
        self._it.wait(seconds=float(seconds))

    def wait_for_signal(self, signal, within="60s"):
        """Returns the event's text."""
        try:
            return self._it.wait(signal, within)["text"]
        except Error as error:
            raise AssertionError("%s: %s" % (signal, error)) from error

    def should_hear(self, telephone, words, within="10s"):
        """Waits until the telephone plays these words, or the tone; returns what was heard."""
        return self.wait_for_signal("ear[%d]=%s" % (int(telephone), words), within)

    def parameter_should_be(self, name, value):
        """Fails unless the parameter has this value."""
        seen = self._it.param(name)
        if seen != value:
            raise AssertionError("%s is '%s' and not '%s'" % (name, seen, value))

    def get_parameter(self, name):
        """Returns the value of a parameter."""
        return self._it.param(name)

    def led_should_show(self, led, pattern):
        """Fails unless the LED shows this pattern: on, off, slow ..."""
        seen = self._it.led(led)
        if seen != pattern:
            raise AssertionError("LED %s shows '%s' and not '%s'" % (led, seen, pattern))

    def page_should_contain(self, path, text):
        """Requests a page of the web server; fails unless it has the text."""
        status, body = self._it.web(path)
        if status >= 400 or text not in body:
            raise AssertionError("%s: status %d, without '%s'" % (path, status, text))

    def act(self, name, **arguments):
        """Any method of `vspa ctl help` by its name: `Act    fault    drop=0.5    only=dns    count=2`."""
        return self._call(name.lower(), (), arguments)

    # ---- Robot's dynamic library API ----

    def _own(self):
        """The keywords written here, by name."""
        return {name: getattr(self, name) for name, _ in inspect.getmembers(type(self), inspect.isfunction)
                if not name.startswith(("_", "get_keyword", "run_keyword"))}

    def _rows(self):
        """The program's methods by name; without a program there are none, and Start Unit will say so."""
        if self._methods is None:
            program = os.environ.get("VSPA") or shutil.which("vspa")
            shown = program and subprocess.run([program, "ctl", "help", "--json"], stdout=subprocess.PIPE, check=False)
            rows = json.loads(shown.stdout) if shown and shown.returncode == 0 else []
            self._methods = {row["name"]: row for row in rows}
        return self._methods

    def get_keyword_names(self):
        return sorted(set(self._own()) | set(self._rows()))

    def get_keyword_documentation(self, name):
        if name == "__intro__":
            return inspect.cleandoc(__doc__)
        if name == "__init__":
            return ""
        if name in self._own():
            return inspect.getdoc(self._own()[name]) or self._rows().get(name, {}).get("help", "")
        row = self._rows()[name]
        return "\n".join(["%s. Returns %s." % (row["help"], row["result"]), ""] +
                         ["- %s: %s%s" % (p["name"], p["help"], " (optional)" if p["optional"] else "") for p in row["params"]])

    def get_keyword_arguments(self, name):
        if name not in self._own():
            params = sorted(self._rows()[name]["params"], key=lambda p: p["optional"])
            return [(p["name"], None) if p["optional"] else p["name"] for p in params]
        arguments = []
        for p in inspect.signature(self._own()[name]).parameters.values():
            prefix = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
            arguments.append(prefix + p.name if p.default is p.empty else (p.name, p.default))
        return arguments

    def run_keyword(self, name, arguments, named=None):
        own = self._own().get(name)
        return own(*arguments, **(named or {})) if own else self._call(name, arguments, named or {})

    def _call(self, name, values, named):
        row = self._it.methods().get(name)
        if row is None:
            raise AssertionError("%s: no such act: 'vspa ctl help' lists them" % name)
        kinds = {p["name"]: p["type"] for p in row["params"]}
        order = sorted(row["params"], key=lambda p: p["optional"])
        given = {p["name"]: v for p, v in zip(order, values)}
        given.update(named)
        given = {k: self._value(kinds.get(k, "text"), v) for k, v in given.items() if v is not None}
        if name == "wait":  # a paused unit would never come to it
            within = given.get("time") or given.get("within", "60s")
            return self._it.run(until=given.get("signal"), for_=within)
        return self._it.follow(name, given)

    @staticmethod
    def _value(kind, text):
        """Robot's arguments are texts."""
        if not isinstance(text, str):
            return text
        if kind == "boolean" or text.lower() == "true":
            return text.lower() == "true"
        if kind == "number":
            return int(text)
        if kind.startswith("list"):
            return text.split(",")
        return float(text) if kind.startswith("true") else text

    def note(self, text):
        """Writes a note to the trace, and a comment to the capture."""
        self._it.call("note", text=text)
