# SPDX-License-Identifier: MIT
"""Robot Framework keywords for a vspa unit (https://robotframework.org, 4 or later). Also a plain Python class.

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
from vspa import Error, Unit

__all__ = ["VspaLibrary"]


class VspaLibrary:
    """One unit at a time."""

    ROBOT_LIBRARY_SCOPE = "TEST"
    ROBOT_LIBRARY_VERSION = "1"

    def __init__(self):
        self._unit = None

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
        if self._unit is not None:
            self._unit.close()
            self._unit = None

    def lift_handset(self, telephone=1):
        self._it.offhook(int(telephone))

    def put_handset_down(self, telephone=1):
        self._it.onhook(int(telephone))

    def dial(self, telephone, keys):
        self._it.dial(int(telephone), keys)

    def flash_hook(self, telephone=1):
        self._it.flash(int(telephone))

    def power_on(self):
        self._it.power(True)

    def power_off(self):
        self._it.power(False)

    def corrupt_firmware(self):
        """Corrupts both firmware banks: the next boot enters recovery."""
        self._it.corrupt()

    def notify(self, event, line=1):
        """The provider's SIP NOTIFY, as "resync"; returns the SIP status of the answer."""
        return self._it.notify(event, int(line))

    def plug_cable(self, port="wan"):
        self._it.cable(port, True)

    def pull_cable(self, port="wan"):
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
        return self.wait_for_signal("ear[%d]=%s" % (int(telephone), words), within)

    def parameter_should_be(self, name, value):
        seen = self._it.param(name)
        if seen != value:
            raise AssertionError("%s is '%s' and not '%s'" % (name, seen, value))

    def get_parameter(self, name):
        return self._it.param(name)

    def led_should_show(self, led, pattern):
        seen = self._it.led(led)
        if seen != pattern:
            raise AssertionError("LED %s shows '%s' and not '%s'" % (led, seen, pattern))

    def page_should_contain(self, path, text):
        status, body = self._it.web(path)
        if status >= 400 or text not in body:
            raise AssertionError("%s: status %d, without '%s'" % (path, status, text))

    def act(self, name, **arguments):
        """Any act of `vspa ctl help` by its name: `Act    fault    drop=0.5    only=dns    count=2`."""
        row = self._it.methods().get(name.lower())
        if row is None:
            raise AssertionError("%s: no such act: 'vspa ctl help' lists them" % name)
        kinds = {p["name"]: p["type"] for p in row["params"]}
        return getattr(self._it, name.lower())(**{k: self._value(kinds.get(k, "text"), v) for k, v in arguments.items()})

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
