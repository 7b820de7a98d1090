---@meta vspa
-- SPDX-License-Identifier: MIT
-- Written by `vspa test --definitions` from the tables in emu/script/*.c and of the acts: the words of a
-- scenario, for the Lua language server (LuaLS).

---@class vspa.Within
---@field within? string|number how long to wait, in the unit's time: 5, "30s", "24h"

---@class vspa.Unit
---@field release? string of the firmware in it (3.3.6)
---@field mac? string MAC address (000E08210207)
---@field serial? string serial number (FM500K210207)
---@field hardware? string hardware version (1.3.5(a))
---@field params? table<string, string|number|boolean> parameters that are not as the factory set them
---@field clock? string the provider's date, UTC (2007-06-01)
---@field certificate? boolean with a client certificate (false)
---@field strict? boolean do what a real unit does where the desktop is kinder
---@field quirks? string[] other readings of the guide, as "pn-plain": firmware/prov/README.md lists them

---@class vspa.Request
---@field protocol string http, https, tftp
---@field method string GET, RRQ ...
---@field path string as asked for, without the query
---@field query string of HTTP: what stood behind `?`, as it came; else ""
---@field status integer of the answer; 404 stands for TFTP's `not found` too
---@field agent string User-Agent
---@field at number seconds since the scenario began
---@field text string the provider's line about it

---@class vspa.Answer
---@field status? integer of HTTP; by TFTP 400 and above are `file not found` (200)
---@field count? integer how many requests (1)
---@field content? string the body

---@class vspa.Fault
---@field drop? true|number true for all frames, or a part of them as 0.25: lost
---@field duplicate? true|number true for all frames, or a part of them as 0.25: come twice
---@field reorder? true|number true for all frames, or a part of them as 0.25: come after the next one
---@field corrupt? true|number true for all frames, or a part of them as 0.25: one bit is turned over
---@field reset? true|number true for all, or a part as 0.25: TCP segments with data become resets
---@field delay? string|number how much later frames come, as 200ms
---@field slow? integer bytes a second that the line carries
---@field only? string any, arp, dhcp, dns, tftp, http, https, syslog, ntp or other
---@field way? string both, to_unit or from_unit
---@field count? integer a number from 1 to 1000000: so many times, then it is over
---@field status? integer a number from 1 to 599: HTTP status in place of an answer
---@field certificate? string good, expired, future, self-signed, wrong-ca or wrong-name
---@field tls? string any, old, new, close or silent
---@field client? string no, ask or require
---@field dead_address? boolean true or false: every name has a dead address first
---@field no_option_66? boolean true or false: leases without option 66

---@class vspa.Notify
---@field line? integer 1 or 2 (1)
---@field user? string with which the provider answers a challenge; the line's own
---@field password? string the same

---The unit that the scenario begins with, powered off: `release` (3.3.6), `mac`, `serial`, `hardware`, `params` (a table of parameters that are not as the factory set them), `clock` (the provider's date, UTC), `certificate` (true: with a client certificate, whose key takes a tenth of a second to make), `strict`. Comes first, and may be left out. Everything that is not said is the same in every run.
---```lua
----- unit{release = "5.2.10", mac = "000E08123456", clock = "2007-06-01",
-----      params = {GPP_A = "old", Syslog_Server = "192.168.1.200"}}
---```
---@param state vspa.Unit
function unit(state) end

---Lets virtual time go by: seconds, or a text as "200ms", "24h", "30d".
---```lua
---wait("24h")
---```
---@param time string|number
function wait(time) end

---The unit's time since the scenario began, in seconds.
---```lua
---local before = time()
---wait(5)
---equal(time() - before, 5.0)
---```
---@return number
function time() end

---Forgets what has happened so far: waits match only what comes from here on.
---```lua
---wait("60s")
---from_now()
---```
function from_now() end

---A value that must be true; or a function that must return true, at once or within a time. It is asked when something has happened, and every 20 ms in between. Not a number and not a text: those are all true in Lua. The function may return a second value: what was seen, for the failure.
---```lua
---expect(true)
---expect(function() return lab:count("dhcp: lease") == 1 end, {within = "30s"})
---```
---@param claim any
---@param options? vspa.Within
---@return any
function expect(claim, options) end

---Two values must be equal. A number equals its text, because parameters are texts.
---```lua
---equal(param.Resync_Periodic, 3600, "the factory's period")
---```
---@param seen any
---@param expected any
---@param what? string
function equal(seen, expected, what) end

---The text must have this part.
---```lua
---contains(param.Profile_Rule, "spa")
---```
---@param text string
---@param part string
---@param what? string
function contains(text, part, what) end

---The scenario has failed.
---```lua
---if time() > 1e9 then fail("too late") end
---```
---@param why string
function fail(why) end

---What the unit knows of itself, as text: `wan.ip`, `unit.uptime` (seconds), `line1.hook` ...; `vspa ctl facts` lists the keys. nil while the unit does not run.
---```lua
---power:on()
---wait("20s")
---equal(fact("line1.hook"), "on")
---```
---@param key string
---@return string|nil
function fact(key) end

---A flat profile of these elements, as text; true is Yes, false is No. An element that no release has is an error: write such a file as a text.
---```lua
---print(profile{GPP_A = "hello", Enable_WAN_Web_Server = true})
---```
---@param values table<string, string|number|boolean>
---@return string
function profile(values) end

---One of several scenarios of a file. Each runs with a unit and a process of its own.
---```lua
----- scenario("dial tone", function()
-----   power:on()
----- end)
---```
---@param name string
---@param body fun()
function scenario(name, body) end

---A scenario for each row of a table. A row's name is its field `name`, or its first value.
---```lua
----- cases({{"110", hears = "192.168.1.100"}, {"150", hears = "3.3.6"}}, function(row)
-----   print(row[1], row.hears)
----- end)
---```
---@param rows table[]
---@param body fun(row: table)
function cases(rows, body) end

---A remark for the report and the trace.
---```lua
---print("now the second try")
---```
---@param ... any
function print(...) end

---Shared steps: a file of the scenario's own folder, named without .lua, with points for folders. It returns a value, usually a table of functions.
---```lua
----- local steps = require "steps"
---```
---@param name string
---@return any
function require(name) end

---The plug of the power supply. A scenario begins with the power off.
---@class vspa.Power
local Power = {}

---Puts the plug in.
---```lua
---power:on()
---```
function Power:on() end

---Pulls the plug: what is not in flash is gone.
---```lua
---power:off()
---wait("5s")
---power:on()
---```
function Power:off() end

---A fault: no bank of firmware is good any more, as after a power cut in the wrong moment. What runs goes on; the next start is a recovery, which asks the provider for /spa.bin by TFTP.
---```lua
---power:corrupt()
---power:off()
---power:on()
---led.power:blinks("sos")
---```
function Power:corrupt() end

---What goes wrong in which flash operation, counted from now on: `k17b` cuts the power before the 17th, `k17t3` in the middle of it, after 3 bytes, `k17a` after it; `k17f` fails it, `k17s` does nothing and says it did. With a comma the next one, counted from there. Nothing is planned any more without a plan. After a cut the unit is off.
---```lua
---wait("60s")
---power:faults("k1b")
---power:faults()
---```
---@param plan? string
function Power:faults(plan) end

---@type vspa.Power
power = nil

---The Ethernet cables. At first the one at the Internet port (wan) is in, the other (lan) is out.
---@class vspa.Cable
local Cable = {}

---Pulls the cable.
---```lua
---cable.wan:out()
---```
function Cable:out() end

---Plugs it in again.
---```lua
---cable.wan:out()
---wait("10s")
---cable.wan:plug()
---```
function Cable:plug() end

---@type { wan: vspa.Cable, lan: vspa.Cable }
cable = nil

---The two telephones: a hand on the hook and on the keys, and an ear at the receiver.
---@class vspa.Phone
local Phone = {}

---Lifts the handset.
---```lua
---phone[1]:offhook()
---```
function Phone:offhook() end

---Puts it down.
---```lua
---phone[1]:offhook()
---phone[1]:onhook()
---```
function Phone:onhook() end

---Presses the keys 0-9 * # A-D, as sound into the microphone, and returns when the last one has been pressed. A comma waits a second.
---```lua
---phone[1]:offhook()
---phone[1]:dial("****")
---```
---@param keys string
function Phone:dial(keys) end

---How long a key sounds and how long the pause after it is, from now on. At first 100 ms each.
---```lua
---phone[1]:timing("40ms", "40ms")
---```
---@param on string|number
---@param off string|number
function Phone:timing(on, off) end

---Presses the hook for 300 ms.
---```lua
---phone[1]:offhook()
---phone[1]:flash()
---```
function Phone:flash() end

---Waits until the ear hears it (within 20 s): a prompt by its name in the image (`main_menu`) or by words of it, `dial tone` and other tones by their parameter, a number or address that is spelled (`192.168.1.100`), or `silence`. The samples alone are heard; the unit is not asked. Returns what was heard.
---```lua
---phone[1]:offhook()
---phone[1]:hears("dial tone")
---phone[1]:dial("****")
---phone[1]:hears("main_menu", {within = "5s"})
---phone[1]:hears("silence")
---phone[1]:dial("150#")
---phone[1]:hears("3.3.6")
---```
---@param what string
---@param options? vspa.Within
---@return string
function Phone:hears(what, options) end

---Listens that long and returns all that was heard meanwhile, one text each.
---```lua
---trace:expects("fw.net=UP")
---phone[1]:offhook()
---local heard = phone[1]:listen("2s")
---equal(heard[1], "tone dial")
---```
---@param time string|number
---@return string[]
function Phone:listen(time) end

---Waits for ringing voltage (within 20 s).
---```lua
----- phone[1]:rings({within = "30s"})
---```
---@param options? vspa.Within
function Phone:rings(options) end

---@type vspa.Phone[]
phone = nil

---The LEDs: power, internet, ethernet, phone1, phone2.
---@class vspa.Led
local Led = {}

---Now it shows this pattern: off, on, long, slow, vslo, fast, hb, hb2, err0, err1, err2, sos.
---```lua
---wait("40s")
---led.power:is("on")
---```
---@param pattern string
function Led:is(pattern) end

---Waits until it begins to show this pattern (within 60 s), from the last pattern that was asked for on.
---```lua
---led.power:blinks("on", {within = "40s"})
---```
---@param pattern string
---@param options? vspa.Within
function Led:blinks(pattern, options) end

---What it shows now.
---```lua
---print(led.internet:pattern())
---```
---@return string
function Led:pattern() end

---Is it bright in this instant?
---```lua
---wait("40s")
---expect(led.power:is_lit())
---```
---@return boolean
function Led:is_lit() end

---@type { power: vspa.Led, internet: vspa.Led, ethernet: vspa.Led, phone1: vspa.Led, phone2: vspa.Led }
led = nil

---The parameters by their element names: `param.GPP_A` is the value now, as text, also while the unit is off. They are set by the profile, the web page, the voice menu, or at the start by unit{params = {...}}.
---@class vspa.Param
---@field [string] string
local Param = {}

---Waits until the parameter has this value (within 60 s).
---```lua
---lab:file("spa2102.cfg", profile{GPP_A = "hello", Resync_Random_Delay = 2})
---param:becomes("GPP_A", "hello", {within = "5m"})
---```
---@param name string
---@param value string|number
---@param options? vspa.Within
function Param:becomes(name, value, options) end

---All parameters that are not as the factory set them.
---```lua
---for name, value in pairs(param:changed()) do print(name, value) end
---```
---@return table<string, string>
function Param:changed() end

---@type vspa.Param
param = nil

---The provider's syslog server. The unit sends to it when Syslog_Server says so.
---@class vspa.Syslog
---@field lines string[]
local Syslog = {}

---Waits for a line with this text at the provider's syslog server (within 60 s), from the last one that was asked for on. Returns the line.
---```lua
---lab:file("spa2102.cfg", profile{Syslog_Server = "192.168.1.200", Resync_Random_Delay = 2})
---syslog:expects("Successful resync", {within = "5m"})
---```
---@param text string
---@param options? vspa.Within
---@return string
function Syslog:expects(text, options) end

---How many lines so far have this text.
---```lua
---equal(syslog:count("Successful resync"), 0)
---```
---@param text string
---@return integer
function Syslog:count(text) end

---@type vspa.Syslog
syslog = nil

---The provider at 192.168.1.200: leases with option 66, names, files by TFTP and HTTP, syslog, time of day.
---@class vspa.Lab
---@field requests vspa.Request[]
local Lab = {}

---Serves a file by TFTP and HTTP from now on; nil: no more. A function computes the answer: it gets the request (protocol, method, path, query, agent, body, at) and returns a text, or nil for `not found`; and a status of HTTP, if it likes. It only looks: no acts, no waits.
---```lua
---lab:file("spa2102.cfg", profile{GPP_A = "hello"})
---local n = 0
---lab:file("busy.cfg", function(request)
---  n = n + 1
---  if n == 1 then return nil, 503 end
---  return profile{GPP_B = request.protocol}
---end)
---```
---@param path string
---@param content string|function|nil
function Lab:file(path, content) end

---The next `count` requests for this path (1) get this answer: a `status` of HTTP (200) and a `content`. Several answers come one after the other, then what is served there.
---```lua
---lab:file("spa2102.cfg", profile{GPP_A = "hello"})
---lab:answer("spa2102.cfg", {status = 503, count = 2})
---```
---@param path string
---@param options? vspa.Answer
function Lab:answer(path, options) end

---Requests for this path wait until there is an answer() for it, while the unit's time goes on; each is told once, as `hold: http GET ...`. With false no more.
---```lua
---lab:hold("spa2102.cfg")
---lab:expects("hold: tftp RRQ")
---lab:answer("spa2102.cfg", {content = profile{GPP_A = "late"}})
---```
---@param path string
---@param on? boolean
function Lab:hold(path, on) end

---Serves the firmware image of a release; with damage, spoilt as `vspa image damage` would.
---```lua
---lab:image("/new.img", "5.2.10")
---lab:image("/bad.img", "5.2.10", "truncate")
---```
---@param path string
---@param release string
---@param damage? string
function Lab:image(path, release, damage) end

---These addresses for a name from now on.
---```lua
---lab:host("prov.example.com", "192.168.1.250", "192.168.1.200")
---```
---@param name string
---@param ... string
function Lab:host(name, ...) end

---From now on something goes wrong. Frames between the unit and everything at its Internet port: `drop`, `duplicate`, `reorder`, `corrupt`, `reset` (true for all, 0.25 for a quarter of them), `delay` (a time), `slow` (bytes a second); `only` a service (arp, dhcp, dns, tftp, http, https, syslog, ntp), one `way` (to_unit, from_unit), so many times (`count`). The provider: `status` (HTTP status in place of an answer; with `count`), `dead_address` (every name has a dead address first), `no_option_66`. The provider's HTTPS: its `certificate` (expired, future, self-signed, wrong-ca, wrong-name), its `tls` (old, new, close, silent), whether it wants a `client` certificate (no, ask, require); with `count`.
---```lua
---lab:fault{drop = true, only = "dns", count = 2}
---lab:fault{status = 503, count = 1}
---lab:fault{delay = "200ms", slow = 20000}
---lab:fault{certificate = "expired", count = 1}
---lab:fault{tls = "close"}
---```
---@param fault vspa.Fault
function Lab:fault(fault) end

---All faults are over.
---```lua
---lab:fault{drop = 0.5}
---lab:heal()
---```
function Lab:heal() end

---The provider sends a SIP NOTIFY from 192.168.1.200:5060: resync, report, reboot, reboot_now, restart_now. Options: the `line` (1), and with which `user` and `password` it answers the unit's challenge (the line's own account). Returns the SIP status of the last answer; 0: none came.
---```lua
---trace:expects("fw.net=UP")
---equal(lab:notify("resync", {line = 2, user = "200", password = "wrong"}), 401)
---```
---@param event string
---@param options? vspa.Notify
---@return integer
function Lab:notify(event, options) end

---Waits until the provider tells of something with this text (within 60 s): leases, names, requests. Returns the line.
---```lua
---lab:expects("dhcp: lease of 192.168.1.100")
---```
---@param text string
---@param options? vspa.Within
---@return string
function Lab:expects(text, options) end

---How many such lines so far.
---```lua
---equal(lab:count("http: GET"), 0)
---```
---@param text string
---@return integer
function Lab:count(text) end

---@type vspa.Lab
lab = nil

---The unit's own web server, seen from the provider's PC.
---@class vspa.Web
local Web = {}

---A browser at the provider's PC asks for a page. Returns the status and the body. The unit answers at its Internet port when Enable_WAN_Web_Server is Yes.
---```lua
---trace:expects("fw.net=UP")
---local status, body = web:get("/")
---equal(status, 200)
---```
---@param path string
---@return integer, string
function Web:get(path) end

---/admin/resync: fetch the profile now, from this place.
---```lua
---trace:expects("fw.net=UP")
---web:resync("tftp://192.168.1.200/other.cfg")
---```
---@param rule? string
function Web:resync(rule) end

---/admin/upgrade: fetch this image now.
---```lua
---trace:expects("fw.net=UP")
---web:upgrade("http://192.168.1.200/new.img")
---```
---@param rule? string
function Web:upgrade(rule) end

---/admin/reboot.
---```lua
---trace:expects("fw.net=UP")
---web:reboot()
---```
function Web:reboot() end

---@type vspa.Web
web = nil

---The unit's trace: what no hand, ear or eye could tell. Prefer what a person could see.
---@class vspa.Trace
local Trace = {}

---Waits for an event of the trace (within 60 s): `signal=text` or `signal[unit]=text`, as `vspa console`'s wait. Each signal has its own place: two signals may be asked for in any order. Returns the event's text.
---```lua
---trace:expects("fw.net=UP")
---trace:expects("fw.boot=bank A")
---```
---@param match string
---@param options? vspa.Within
---@return string
function Trace:expects(match, options) end

---How many events so far match.
---```lua
---trace:expects("fw.boot=bank A")
---equal(trace:count("reset"), 1)
---```
---@param match string
---@return integer
function Trace:count(match) end

---@type vspa.Trace
trace = nil
