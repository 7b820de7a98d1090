# SPDX-License-Identifier: MIT
"""The Python client and the Robot library against a real unit. VSPA names the program."""
import inspect
import json
import os
import socket
import stat
import subprocess
import time

import pytest

from vspa import Error, TimeLimit, Unit
from VspaLibrary import VspaLibrary

VSPA = os.environ.get("VSPA") or os.path.join(os.path.dirname(__file__), "../../build/vspa")
PROFILE = """<flat-profile>
<GPP_A> 12345678 </GPP_A>
<Syslog_Server>192.168.1.200</Syslog_Server>
<Enable_WAN_Web_Server>Yes</Enable_WAN_Web_Server>
</flat-profile>
"""


@pytest.fixture(scope="session")
def fresh(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "fresh.flash"
    subprocess.run([VSPA, "new", "--unit", str(path), "--mac", "000E08ABCDEF"], check=True, stdout=subprocess.DEVNULL)
    return path.read_bytes()


@pytest.fixture
def place(tmp_path, fresh):
    (tmp_path / "u.flash").write_bytes(fresh)
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "spa2102.cfg").write_text(PROFILE)
    return tmp_path


@pytest.fixture
def unit(place):
    with Unit.start(unit=place / "u.flash", lab=place / "lab", seed=5, vspa=VSPA) as u:
        yield u


def raw(path):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    s.connect(str(path))
    return s, s.makefile("rb")


def ask(s, f, text):
    s.sendall(text + b"\n")
    return json.loads(f.readline())


def is_closed(f):
    try:
        return f.read() == b""
    except ConnectionResetError:  # it had not read all that was sent
        return True


def path_of(unit):
    return os.path.join(unit._folder, "ctl")


def test_a_script_of_acts_and_watches(unit):
    assert unit.wait("fw.resync=done")["signal"] == "fw.resync"
    assert unit.param("GPP_A") == "12345678"
    assert unit.led("power") == "on"
    assert any("Successful resync" in line for line in unit.syslog())
    assert unit.syslog() == []
    unit.offhook(1)
    unit.dial(1, "****")
    assert "configuration" in unit.wait("ear[1]=configuration", "20s")["text"]
    unit.onhook(1)
    status, body = unit.web("/")
    assert status == 200 and "Software Version" in body
    status, body = unit.submit("Voice/Line 1", {"Display Name": "Zo\u00eb & \"Q\"", "Register": "no"})
    assert status == 200 and "SPA is updating" in body and unit.param("Register_1_") == "No"
    assert unit.param("Display_Name_1_").endswith(' & "Q"')
    assert unit.post("/admin/voice/asipura.spa", {"20527": "Joe"}, user="admin")[0] == 200
    assert unit.param("Display_Name_1_") == "Joe"
    with pytest.raises(Error, match="did you mean 'User ID'"):
        unit.submit("Line 1", {"User DI": "1"})
    unit.cable("wan", False)
    unit.wait("led[internet]", "10s")
    unit.power(False)
    assert unit.status()["powered"] is False


def test_time_stands_still_between_calls(unit):
    before = unit.status()["at_s"]
    time.sleep(0.3)
    assert unit.status()["at_s"] == before
    unit.run(for_="90s")
    assert unit.status()["at_s"] == before + 90
    at = unit.call("step")["at_s"]
    assert at > before + 90
    assert unit.status()["paused"] is True
    unit.run(for_="24h")
    assert unit.status()["at_s"] == pytest.approx(at + 86400)


def test_what_does_not_happen_is_a_time_limit(unit):
    with pytest.raises(TimeLimit) as e:
        unit.wait("ear[1]=Invalid", "5s")
    assert e.value.reason == "ETIMEDOUT"
    assert unit.status()["at_s"] == 5


def test_the_unit_says_no_with_a_reason(unit):
    unit.wait("fw.resync=done")
    for method, params, reason in (
        ("dial", {"telephone": 1, "keys": "1"}, "EREFUSED"),
        ("offhook", {"telephone": 3}, "EINVAL"),
        ("offhook", {}, "EINVAL"),
        ("offhook", {"telephone": "1"}, "EINVAL"),
        ("offhook", {"telephone": 1, "gently": True}, "EINVAL"),
        ("param", {"name": "No_Such"}, "ENOENT"),
        ("facts", {"key": "no.such"}, "ENOENT"),
        ("wait", {"signal": "ears"}, "ENOENT"),
        ("wait", {"time": "soon"}, "EINVAL"),
        ("wait", {}, "EINVAL"),
        ("cable", {"port": "dsl", "in": True}, "EINVAL"),
        ("faults", {"plan": "k0"}, "ESYNTAX"),
    ):
        with pytest.raises(Error) as e:
            unit.call(method, **params)
        assert e.value.reason == reason, (method, params)


def test_facts_by_key(unit):
    with pytest.raises(Error) as e:
        unit.call("facts")
    assert e.value.reason == "EPOWER"
    unit.wait("fw.resync=done")
    facts = unit.call("facts")
    assert facts["wan.ip"] == unit.fact("wan.ip") != None and facts["line1.hook"] == "on" and facts["line2.last_called"] is None
    assert isinstance(facts["unit.uptime"], int)
    assert set(unit.call("facts", key="line1.")) == {key for key in facts if key.startswith("line1.")}
    with pytest.raises(Error) as e:
        unit.call("facts", key="wan.address")
    assert e.value.reason == "ENOENT"


def test_every_act_is_a_method(unit):
    for name, row in unit.methods().items():
        method = getattr(unit, name)
        assert callable(method) and name in dir(unit)
        if name not in type(unit).__dict__:  # made from the row
            names = {p.rstrip("_") for p in inspect.signature(method).parameters}
            assert names == {p["name"] for p in row["params"]}, name
            assert row["help"] in method.__doc__
    with pytest.raises(AttributeError):
        unit.explode


def test_frames_are_lost_and_answers_are_prepared(unit):
    unit.fault(drop=True, only="dhcp", way="to_unit", count=1)
    unit.answer("spa2102.cfg", content=b"<flat-profile><!-- \xe4 --><GPP_B>prepared</GPP_B><Enable_WAN_Web_Server>Yes</Enable_WAN_Web_Server></flat-profile>")
    unit.run(until="lab=fault: drop: dhcp", for_="30s")
    unit.run(until="fw.resync=done", for_="2m")
    assert unit.param("GPP_A") != "12345678" and unit.param("GPP_B") == "prepared"
    unit.heal()
    unit.file("other.cfg", "<flat-profile><GPP_C>served</GPP_C></flat-profile>")
    assert unit.web("/admin/resync?tftp://192.168.1.200/other.cfg")[0] == 200
    unit.run(until="fw.resync=done", for_="2m")
    assert unit.param("GPP_C") == "served"


def test_an_answer_is_computed(unit):
    unit.hold("spa2102.cfg")
    asked = unit.run(until="lab=hold:", for_="2m")["text"]
    assert asked == "hold: tftp RRQ /spa2102.cfg"
    unit.answer("spa2102.cfg", content="<flat-profile><GPP_B>%s</GPP_B></flat-profile>" % asked.split()[1])
    before = unit.status()["at_s"]
    unit.run(until="fw.resync=done", for_="2m")
    assert unit.param("GPP_B") == "tftp" and unit.status()["at_s"] - before < 1


def test_the_power_is_cut_at_a_flash_operation(unit):
    unit.faults("k1b")
    unit.run(until="fault", for_="2m")
    assert unit.status()["powered"] is False
    unit.faults()
    unit.power(True)
    unit.run(until="fw.resync=done", for_="3m")
    assert unit.param("GPP_A") == "12345678"


def test_wrong_acts_say_what_to_give(unit):
    for name, params, text in (
        ("fault", {}, "name a fault"),
        ("fault", {"drop": 2}, "drop: give true for all frames"),
        ("fault", {"only": "ftp", "drop": True}, "did you mean 'tftp'"),
        ("timing", {"telephone": 1, "on": "1ms", "off": "1ms"}, "on: give the length of each tone"),
        ("host", {"name": "a.test", "addresses": ["192.168.1"]}, "addresses: not an address"),
        ("file", {"path": "a", "content": {"base64": "*"}}, "content: not base64"),
        ("image", {"path": "/a", "release": "9.9.9"}, "9.9.9"),
    ):
        with pytest.raises(Error, match=text):
            unit.call(name, **params)


def test_wrong_names_say_the_right_ones(unit):
    with pytest.raises(AttributeError, match="no method offhok: did you mean 'offhook'"):
        unit.offhok(1)
    for method, params, text in (
        ("offhok", {}, "no such method: did you mean 'offhook'"),
        ("fault", {"drp": True}, "drp: no such parameter: did you mean 'drop'"),
        ("fault", {"drop": "x"}, "drop: give a value of type: true, or a number from 0 to 1"),
        ("run", {"until": "fw.nett=UP"}, "fw.nett=UP: no such signal: did you mean 'fw.net'"),
    ):
        with pytest.raises(Error, match=text):
            unit.call(method, **params)
    with pytest.raises(Error, match="/nowhere/sock: no unit listens there: start one with"):
        Unit("/nowhere/sock", connect_within=0)
    with pytest.raises(ValueError, match="no LED phone3: there are power, .*phone2"):
        unit.led("phone3")


def test_every_method_documents_itself(unit):
    table = {m["name"]: m for m in unit.call("help")}
    for console in ("offhook", "onhook", "dial", "flash", "wait", "param", "leds", "syslog", "power", "cable", "corrupt", "web", "notify", "quit"):
        assert console in table
    assert all(m["help"] and m["result"] and all(p["help"] for p in m["params"]) for m in table.values())
    shown = subprocess.run([VSPA, "ctl", "help"], stdout=subprocess.PIPE, check=True).stdout.decode()
    assert all("\n%s\n" % name in "\n" + shown for name in table)


def test_wrong_messages_get_json_rpc_errors(unit):
    s, f = raw(path_of(unit))
    for text, code, number in (
        (b"{", -32700, None),
        (b"\xff\xfe", -32700, None),
        (b'{"jsonrpc": "2.0", "method": "help", "id": 1, "id": 2}', -32700, None),
        (b"17", -32600, None),
        (b"[]", -32600, None),
        (b'{"method": "help", "id": 3}', -32600, 3),
        (b'{"jsonrpc": "2.0", "id": 4}', -32600, 4),
        (b'{"jsonrpc": "2.0", "method": 1, "id": 5}', -32600, 5),
        (b'{"jsonrpc": "2.0", "method": "help", "id": []}', -32600, None),
        (b'{"jsonrpc": "2.0", "method": "help", "params": [1], "id": 6}', -32602, 6),
        (b'{"jsonrpc": "2.0", "method": "help", "params": 1, "id": 6}', -32600, 6),
        (b'{"jsonrpc": "2.0", "method": "explode", "id": "x"}', -32601, "x"),
        (b'{"jsonrpc": "2.0", "method": "offhook", "params": {}, "id": 7}', -32602, 7),
    ):
        answer = ask(s, f, text)
        assert answer["jsonrpc"] == "2.0" and answer["error"]["code"] == code and answer["id"] == number, text
    s.sendall(b'\n  \n{"jsonrpc": "2.0", "method": "note", "params": {"text": "no answer"}}\n')
    assert ask(s, f, b'{"jsonrpc": "2.0", "method": "status", "id": 8}')["id"] == 8
    deep = b'{"jsonrpc": "2.0", "method": "help", "params": ' + b"[" * 5000 + b"]" * 5000 + b', "id": 9}'
    assert ask(s, f, deep)["error"]["code"] in (-32700, -32600)
    assert ask(s, f, b"x" * 2000000)["error"]["code"] == -32700
    assert ask(s, f, b'{"jsonrpc": "2.0", "method": "status", "id": 10}')["id"] == 10  # the next line is another request


def test_parameters_by_position(unit):
    s, f = raw(path_of(unit))
    assert ask(s, f, b'{"jsonrpc": "2.0", "method": "run", "params": ["5m", "fw.resync=done"], "id": 1}')["result"]
    assert ask(s, f, b'{"jsonrpc": "2.0", "method": "param", "params": ["GPP_A"], "id": 2}')["result"]["value"] == "12345678"
    assert ask(s, f, b'{"jsonrpc": "2.0", "method": "param", "params": [], "id": 3}')["error"]["code"] == -32602
    assert ask(s, f, b'{"jsonrpc": "2.0", "method": "param", "params": [1], "id": 4}')["error"]["code"] == -32602


def test_batches(unit):
    s, f = raw(path_of(unit))
    answers = ask(s, f, b'[{"jsonrpc": "2.0", "method": "wait", "params": {"signal": "fw.resync=done"}, "id": 1}, 17,'
                        b' {"jsonrpc": "2.0", "method": "run", "params": {"until": "fw.resync=done"}, "id": 2},'
                        b' {"jsonrpc": "2.0", "method": "note", "params": {"text": "no answer"}},'
                        b' {"jsonrpc": "2.0", "method": "explode", "id": 3},'
                        b' {"jsonrpc": "2.0", "method": "status", "id": 4}]')
    by_id = {a["id"]: a for a in answers}
    assert len(answers) == 5 and set(by_id) == {None, 1, 2, 3, 4}  # none for the notification
    assert by_id[1]["result"]["signal"] == by_id[2]["result"]["signal"] == "fw.resync"
    assert by_id[3]["error"]["code"] == -32601 and by_id[None]["error"]["code"] == -32600
    s.sendall(b'[{"jsonrpc": "2.0", "method": "note", "params": {"text": "no answer"}}]\n')
    assert ask(s, f, b'{"jsonrpc": "2.0", "method": "status", "id": 5}')["id"] == 5  # and nothing for the batch
    s.sendall(b'[{"jsonrpc": "2.0", "method": "wait", "params": {"time": "1h"}, "id": 6}]\n')
    s.close()  # in the middle of one
    f.close()
    unit.run(for_="2h")
    assert unit.status()["vspa"]


def test_who_has_said_all_still_gets_his_answers(unit):
    s, f = raw(path_of(unit))
    s.sendall(b'{"jsonrpc": "2.0", "method": "wait", "params": {"time": "90s"}, "id": 1}\n')
    s.shutdown(socket.SHUT_WR)  # as `printf ... | nc -N -U`
    unit.run(for_="2h")
    assert json.loads(f.readline())["result"]["at_s"] == 90.0
    assert is_closed(f)


def test_a_wait_ends_on_time_though_nothing_else_is_due_then(unit):
    unit.run(until="fw.resync=done")
    now = unit.status()["at_s"]
    waits = [(w, unit.begin("wait", time="%dms" % w)) for w in (1, 250, 7501, 777777)]
    unit.run(for_="2h")
    for wait_ms, number in waits:
        assert round((unit.finish(number)["at_s"] - now) * 1e6) == wait_ms * 1000


def test_a_run_that_another_client_cuts_short_is_told_so(unit):
    long_run = unit.begin("run", **{"for": "400s"})
    with Unit(path_of(unit)) as other:
        assert other.call("run", **{"for": "10s"})["at_s"] == 10.0
    with pytest.raises(Error, match="another client paused the run"):
        unit.finish(long_run)
    assert unit.call("run", **{"for": "5s"})["at_s"] == 15.0


def test_a_wait_of_one_client_holds_no_other(unit):
    with Unit(path_of(unit)) as other:
        number = other.begin("wait", signal="fw.resync=done", within="2m")
        assert unit.status()["at_s"] == 0
        assert other.status()["at_s"] == 0
        unit.run(until="fw.resync=done")
        assert other.finish(number)["text"].startswith("done")


def test_two_waits_of_one_client_do_not_take_each_others_events(unit):
    one = unit.begin("wait", signal="fw.resync=done", within="2m")
    two = unit.begin("wait", signal="fw.boot", within="2m")
    unit.run(until="fw.resync=done")
    assert unit.finish(two)["signal"] == "fw.boot"
    assert unit.finish(one)["signal"] == "fw.resync"


def test_events_come_as_notifications(unit):
    unit.subscribe("fw.n*", "led")
    unit.run(for_="30s")
    seen = [unit.notifications.pop(0) for _ in range(len(unit.notifications))]
    assert {e["signal"] for e in seen} == {"fw.net", "led"}
    assert [e["number"] for e in seen] == sorted(e["number"] for e in seen)
    unit.subscribe()
    unit.run(for_="2h")
    assert unit.notifications == []
    page = unit.call("events")
    assert page["events"] and page["next"] > page["events"][-1]["number"]


def test_a_slow_client_is_dropped_and_nobody_waits_for_it(unit):
    s, f = raw(path_of(unit))
    assert ask(s, f, b'{"jsonrpc": "2.0", "method": "subscribe", "params": {"signals": ["*"]}, "id": 1}')["id"] == 1
    text = "x" * 500
    for _ in range(12000):  # this client does not read
        unit.call("note", text=text)
    assert unit.status()["vspa"]
    s.settimeout(300)
    n = 0
    while True:
        piece = s.recv(1 << 20)
        if not piece:
            break
        n += len(piece)
    assert n < 12000 * 500


def test_the_socket_is_its_owners(unit):
    assert stat.S_IMODE(os.stat(path_of(unit)).st_mode) == 0o600


def test_sixteen_clients_and_no_more(unit):
    others = [raw(path_of(unit)) for _ in range(15)]
    for s, f in others:
        assert ask(s, f, b'{"jsonrpc": "2.0", "method": "status", "id": 1}')["id"] == 1
    s, f = raw(path_of(unit))
    assert is_closed(f)
    for s, f in others:
        s.close()
        f.close()
    assert unit.status()["vspa"]


def test_a_client_may_go_in_the_middle(unit):
    for text in (b'{"jsonrpc": "2.0", "meth', b'{"jsonrpc": "2.0", "method": "wait", "params": {"time": "1h"}, "id": 1}\n'):
        s, f = raw(path_of(unit))
        s.sendall(text)
        s.close()
        f.close()
    unit.run(for_="2h")
    assert unit.status()["at_s"] == 7200


def test_the_same_script_gives_the_same_trace_and_replays(place, fresh):
    traces = []
    for i in range(3):
        (place / "u.flash").write_bytes(fresh)
        record = str(place / "run.rec")
        trace = place / ("trace.%d" % i)
        with Unit.start(unit=place / "u.flash", lab=place / "lab", seed=5, vspa=VSPA,
                        options=["--record", record, "--trace-file", str(trace)]) as u:
            test_a_script_of_acts_and_watches(u)
        traces.append(trace.read_text())
    assert traces[0] == traces[1] == traces[2]
    done = subprocess.run([VSPA, "replay", record], stdout=subprocess.PIPE)
    assert done.returncode == 0 and b"identical" in done.stdout


def test_a_unit_that_cannot_start_says_why(place):
    with pytest.raises(Error, match="No such file"):
        Unit.start(unit=place / "nowhere", vspa=VSPA)
    with pytest.raises(Error, match="choose another name"):
        Unit.start(unit=place / "u.flash", vspa=VSPA, options=["--ctl", str(place / "lab")])


def test_the_command_line(place):
    path = str(place / "sock")
    run = subprocess.Popen([VSPA, "run", "--unit", str(place / "u.flash"), "--lab", str(place / "lab"), "--ctl", path,
                            "--time", "warp", "--paused"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with Unit(path):
        pass

    def ctl(*words):
        done = subprocess.run([VSPA, "ctl", "--socket", path] + list(words), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.returncode, done.stdout.decode() + done.stderr.decode()

    assert '"text": "done' in ctl("run", "until=fw.resync=done")[1]
    assert ctl("param", "name=GPP_A") == (0, '{\n  "name": "GPP_A",\n  "value": "12345678"\n}\n')
    assert ctl("cable", "port=wan", "in=false") == (0, "")
    code, text = ctl("dial", "telephone=1", "keys=1")
    assert code == 1 and text.startswith("vspa: ctl: dial: the handset is on-hook")
    assert ctl("dail")[0] == 2 and "did you mean 'dial'" in ctl("dail")[1]
    assert ctl("cable", "port=wan", "in=maybe")[0] == 2
    assert ctl("cable", "plug")[0] == 1  # by place: a port of that name
    assert ctl("cable", "wan", "false", "now")[0] == 2
    assert ctl("param", "GPP_A")[0] == 0
    assert ctl("quit") == (0, "")
    assert run.wait(timeout=300) == 0
    assert not os.path.exists(path)
    assert ctl("status")[0] == 3


def test_a_socket_left_by_a_killed_run_is_taken_over(place):
    path = str(place / "sock")
    words = [VSPA, "run", "--unit", str(place / "u.flash"), "--ctl", path, "--paused"]
    run = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    Unit(path).close()
    run.kill()
    run.wait()
    assert os.path.exists(path)
    run = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with Unit(path) as u:
        assert u.status()["vspa"]
        u.call("quit")
    assert run.wait(timeout=300) == 0


def test_the_robot_library(place):
    robot = VspaLibrary()
    with pytest.raises(AssertionError):
        robot.lift_handset(1)
    os.environ["VSPA"] = VSPA
    robot.start_unit(str(place / "u.flash"), str(place / "lab"), "5")
    try:
        robot.wait_for_signal("fw.resync=done")
        robot.parameter_should_be("GPP_A", "12345678")
        with pytest.raises(AssertionError, match="and not 'x'"):
            robot.parameter_should_be("GPP_A", "x")
        robot.led_should_show("power", "on")
        with pytest.raises(AssertionError):
            robot.led_should_show("power", "off")
        robot.lift_handset("1")
        robot.dial("1", "****")
        assert "configuration" in robot.should_hear("1", "configuration", "20s")
        with pytest.raises(AssertionError):
            robot.should_hear("1", "no such words", "1s")
        robot.put_handset_down("1")
        robot.page_should_contain("/", "Software Version")
        robot.act("fault", drop="0.5", only="dns", count="2")
        robot.act("heal")
        with pytest.raises(AssertionError, match="no such act"):
            robot.act("explode")
        robot.note("the end")
        robot.pull_cable()
        robot.plug_cable()
        robot.wait_seconds("2.5")
        robot.power_off()
    finally:
        robot.stop_unit()


def test_an_error_says_where_what_what_happened_and_what_to_do(unit):
    with pytest.raises(TimeLimit) as caught:
        unit.wait("fw.resync=failed", within="2m")
    lines = str(caught.value).split("\n")
    assert lines[0].startswith("test_vspa.py:%d: run(until='fw.resync=failed', for='2m'): timed out" % (caught.traceback[0].lineno + 1))
    seen, last = lines.index("  seen:"), lines.index("  last events:")
    assert any("fw.resync" in line and " done" in line for line in lines[seen:last])
    assert all("fw.resync" in line for line in lines[seen + 1:last]) and 2 <= last - seen <= 13
    assert not any("frame." in line for line in lines) and lines[-1].startswith("  what to do: ")
    assert caught.value.events[-1]["signal"] and caught.value.reason == "ETIMEDOUT"
    with pytest.raises(Error) as caught:
        unit.dial(1, "1")
    assert "dial(telephone=1, keys='1'): the handset is on-hook" in str(caught.value) and "unit.facts()" in str(caught.value)
    with pytest.raises(Error) as caught:
        unit.call("cable", port="wn", **{"in": False})
    assert "did you mean 'wan'" in str(caught.value) and "events" not in str(caught.value)  # the script is wrong
    unit.call("quit")
    with pytest.raises(Error, match=r"test_vspa.py:\d+: the unit's run has ended with exit code 0"):
        unit.status()


def run_by_robot(library, name, *arguments, **named):
    """As Robot calls a dynamic library: it knows names and arguments before the run, and passes texts."""
    assert name in library.get_keyword_names()
    spec = [a if isinstance(a, tuple) else (a.lstrip("*"),) for a in library.get_keyword_arguments(name)]
    assert any(str(a).startswith("*") for a in library.get_keyword_arguments(name)) or len(arguments) + len(named) <= len(spec)
    return library.run_keyword(name, list(arguments), named)


def test_robot_finds_each_act_and_watch_by_name(place, monkeypatch):
    monkeypatch.setenv("VSPA", VSPA)
    robot = VspaLibrary()
    rows = json.loads(subprocess.run([VSPA, "ctl", "help", "--json"], stdout=subprocess.PIPE, check=True).stdout)
    assert {row["name"] for row in rows} <= set(robot.get_keyword_names())
    assert not [n for n in robot.get_keyword_names() if n.startswith(("_", "get_keyword", "run_keyword"))]
    assert all(robot.get_keyword_documentation(name) for name in robot.get_keyword_names())
    for row in rows:
        text = robot.get_keyword_documentation(row["name"])
        assert row["name"] in ("dial", "notify", "note", "act") or row["help"] in text
        assert row["name"] in ("dial", "notify", "note") or all(p["help"] in text for p in row["params"])
    assert robot.get_keyword_arguments("cable") == ["port", "in"]
    assert robot.get_keyword_arguments("wait_for_signal") == ["signal", ("within", "60s")]
    assert robot.get_keyword_arguments("act") == ["name", "**arguments"]
    assert "Wait For Signal" in robot.get_keyword_documentation("__intro__")
    run_by_robot(robot, "start_unit", str(place / "u.flash"), str(place / "lab"), seed="5")
    try:
        run_by_robot(robot, "wait", signal="fw.resync=done", within="2m")
        assert run_by_robot(robot, "param", "GPP_A") == {"name": "GPP_A", "value": "12345678"}
        run_by_robot(robot, "offhook", "1")
        run_by_robot(robot, "dial", "1", "****")
        run_by_robot(robot, "wait_for_signal", "ear[1]=configuration", within="20s")
        run_by_robot(robot, "fault", drop="0.5", only="dns", count="2")
        run_by_robot(robot, "heal")
        assert run_by_robot(robot, "leds")["power"]["pattern"] == "on"
        run_by_robot(robot, "cable", "wan", "false")
        at_s = run_by_robot(robot, "status")["at_s"]
        run_by_robot(robot, "wait", time="90s")
        assert run_by_robot(robot, "status")["at_s"] == at_s + 90
        with pytest.raises(Error, match=r"test_vspa.py:\d+: dial\(telephone=2, keys='1'\): the handset is on-hook"):
            run_by_robot(robot, "dial", "2", "1")
    finally:
        robot.stop_unit()
