---@meta vspa
-- SPDX-License-Identifier: MIT
-- Written by `vspa test --definitions` from the tables in emu/script/*.c and of the acts: the words of a
-- scenario, for the Lua language server (LuaLS).

---@class vspa.Within
---@field within? string|number virtual time to wait at most: 5, "30s", "24h"

---@class vspa.Unit
---@field release? string firmware release (3.3.6)
---@field mac? string MAC address (000E08210207)
---@field serial? string serial number (FM500K210207)
---@field hardware? string hardware version (1.3.5(a))
---@field params? table<string, string|number|boolean> parameters that differ from the factory defaults
---@field clock? string the provider's date, UTC (2007-06-01)
---@field certificate? boolean with a client certificate (true)
---@field strict? boolean fail where a real unit would
---@field g729? boolean G.729, by this host's libbcg729 (false); fails without it
---@field quirks? string[] alternative interpretations of the guide, as "pn-plain"; `vspa run --quirk help` lists them
---@field rc? boolean a unit for remote customisation (false; true with custom)
---@field custom? table<string, string|number|boolean> its customised factory defaults
---@field owner? string the company that it is customised for

---@class vspa.Visit
---@field status? integer the answer's HTTP status (any)
---@field user? string the user that the request names; -: none (any)

---@class vspa.Registration
---@field user? string user part of the Contact
---@field status? integer status of the answer; 0: there was none
---@field expires? integer seconds granted; else 0
---@field at? number seconds since the scenario began
---@field text? string the provider's event text

---@class vspa.Request
---@field protocol string http, https, tftp
---@field method string GET, RRQ ...
---@field path string requested path, without the query
---@field query string HTTP query, the part after `?`; else ""
---@field status integer status of the answer; 404 also stands for TFTP's `not found`
---@field agent string User-Agent
---@field at number seconds since the scenario began
---@field text string the provider's event text

---@class vspa.Web
---@field user? string log in as admin or user (default: no login)
---@field password? string password for it (default: the unit's own)
---@field port? string wan or lan (default: wan) (wan)

---@class vspa.Post
---@field user? string log in as admin or user (default: no login)
---@field password? string password for it (default: the unit's own)
---@field port? string wan or lan (default: wan) (wan)

---@class vspa.Submit
---@field user? string admin or user (default: admin)
---@field password? string password for it (default: the unit's own)
---@field port? string wan or lan (default: wan) (wan)

---@class vspa.Answer
---@field status? integer an HTTP status; 400 and above are `file not found` by TFTP (200)
---@field count? integer the number of requests (1)
---@field content? string the response body

---@class vspa.Srv
---@field port? integer port of the host (5060)
---@field priority? integer lower is tried first (0)
---@field weight? integer of hosts with the same priority (0)

---@class vspa.Dhcp
---@field option66? string the TFTP server's name: an address, a name or a URL; none: not given
---@field option150? string addresses of TFTP servers, as 192.168.1.200,192.168.1.201
---@field option159? string a provisioning server, as other makers' phones read it
---@field option160? string the same
---@field option42? string the time server's address (192.168.1.200); none: not given
---@field bootfile? string the boot file: field and option 67
---@field lease? string|number the lease time, as 10m (24h)
---@field refuse? boolean true or false: offer an address, and refuse it when it is asked for (false)
---@field second? boolean true or false: a second server, 192.168.1.201, offers after the first (false)

---@class vspa.Registrar
---@field user? string who may register; empty: everybody
---@field password? string with this password
---@field realm? string realm of the challenge (provider.test)
---@field expires? integer seconds, granted at most (3600)
---@field answer? integer a SIP status to refuse with
---@field silent? boolean true or false: answer nothing (false)
---@field count? integer end `answer` or `silent` after N requests
---@field qop? boolean true or false: challenge with qop=auth (true)
---@field calls? boolean true or false: challenge INVITEs too (false)
---@field stale? integer answer N good logins with stale=true
---@field min_expires? integer seconds: refuse shorter ones with 423
---@field slow? string|number delay of each answer, as 2s
---@field transport? string udp, tcp or tls (udp)
---@field close? boolean true or false: close its TCP connections now (false)

---@class vspa.Mailbox
---@field user? string whose mailbox, as 1001
---@field new? integer new messages (0)
---@field old? integer old messages (0)
---@field expires? integer seconds, granted at most to a subscription (3600)
---@field answer? integer a SIP status to refuse subscriptions with
---@field silent? boolean true or false: answer no subscription (false)
---@field count? integer end `answer` or `silent` after N requests
---@field ends? boolean true or false: end the subscription with this NOTIFY (false)
---@field type? string Content-Type of the NOTIFY (application/simple-message-summary)
---@field body? string the body of the NOTIFY (default: a summary of RFC 3842)

---@class vspa.Stun
---@field nat? string open, firewall, full_cone, restricted, port_restricted or symmetric (full_cone)
---@field ip? string the unit's address outside (203.0.113.9)
---@field shift? integer its ports outside: its own, plus N (2000)
---@field bad? string none, wrong_id, short, long_attribute, zero_address, other_sender or error (none)
---@field count? integer end `bad` after N answers
---@field silent? boolean true or false: answer nothing (false)
---@field on? boolean true or false: false switches it off (true)

---@class vspa.Nat
---@field type? string open, firewall, full_cone, restricted, port_restricted or symmetric (restricted)
---@field timeout? string|number a mapping without packets of the unit's is forgotten after this time (60s)
---@field ip? string the unit's address outside (203.0.113.9)
---@field on? boolean true or false: false removes it (true)

---@class vspa.Pppoe
---@field user? string who may log in; empty: everybody
---@field password? string with this password
---@field auth? string chap, pap or none (chap)
---@field service? string the service offered by name
---@field name? string the concentrator's name (lab)
---@field dns? string one or two name servers, as 192.168.1.200,192.168.1.3; none: none (192.168.1.200)
---@field silent? boolean true or false: answer nothing (false)
---@field refuse? boolean true or false: open no session (false)
---@field dhcp? boolean true or false: lease addresses by DHCP as well (false)
---@field on? boolean true or false: false switches it off (true)

---@class vspa.Peer
---@field number? string number of a telephone of the provider, as 200
---@field name? string display name
---@field codecs? string in order of preference: PCMU, PCMA, G726-16, G726-24, G726-32, G726-40 (PCMU,PCMA)
---@field answers_after? string|number answer by itself after this time, as 2s
---@field refuses? integer a SIP status to refuse calls with
---@field contact? string a SIP URI for 3xx: sip:300@192.168.1.200
---@field progress? integer SIP status while it rings: 100, 180, 182, 183 (180)
---@field early? boolean true or false: 183 with SDP; sound before the answer (false)
---@field reliable? boolean true or false: reliable ringing for who supports it (RFC 3262) (false)
---@field silent? boolean true or false: answer nothing (false)
---@field events? boolean true or false: accept RFC 4733 telephone events (true)
---@field challenges? boolean true or false: challenge BYE, INFO and re-INVITE (false)
---@field slow? string|number delay of each SIP answer, as 2s
---@field loses_rtp? true|number give true for all packets that it sends, or a fraction such as 0.05
---@field ptime? integer milliseconds of sound in a packet: 10 to 160 (20)
---@field refer? integer SIP status for a REFER: 202 calls where it is sent (202)
---@field notify? boolean true or false: report what became of a REFER (true)
---@field headers? string further header lines of its answers to INVITE
---@field sdp? string an SDP to send instead of its own

---@class vspa.Call
---@field to? string number that a line has registered, User_ID of a line, or a telephone
---@field from? string number of the calling telephone (200)
---@field name? string display name of the caller
---@field codecs? string codecs to offer, in order: PCMU,PCMA
---@field alert_info? string value of Alert-Info, as Bellcore-r3
---@field anonymous? boolean true or false: withhold the number (false)
---@field reliable? boolean true or false: require reliable ringing (RFC 3262) (false)
---@field offer? boolean true or false: send SDP with the INVITE (true)
---@field expires? integer seconds: the Expires header of the INVITE
---@field user? string user name for the unit's challenge
---@field password? string password for it
---@field replaces? string number of a telephone: take over its call (Replaces)
---@field headers? string further header lines of the INVITE

---@class vspa.Peer_dtmf
---@field how? string rtp, info or inband (rtp)
---@field time? string|number length of a key, 40ms to 5s (100ms)

---@class vspa.Peer_transfer
---@field to? string a number, or a SIP URI: sip:1002@192.168.1.100:5061
---@field replaces? string number of a telephone: let its call be taken over

---@class vspa.Fault
---@field drop? true|number true for all frames, or a fraction such as 0.25, to drop
---@field duplicate? true|number true for all frames, or a fraction such as 0.25, to duplicate
---@field reorder? true|number true for all frames, or a fraction such as 0.25, to swap with the next
---@field corrupt? true|number true for all frames, or a fraction such as 0.25, to flip a bit of
---@field reset? true|number true for all TCP data segments, or a fraction such as 0.25, to replace by RST
---@field delay? string|number the delay of each frame, as 200ms
---@field slow? integer the bandwidth in bytes per second
---@field only? string any, arp, dhcp, dns, tftp, http, https, syslog, ntp or other
---@field way? string both, to_unit or from_unit
---@field port? string the cable, wan or lan (default: wan) (wan)
---@field count? integer a number from 1 to 1000000: end the fault after N hits
---@field status? integer a number from 1 to 599: HTTP status to answer with
---@field certificate? string good, expired, future, self-signed, wrong-ca or wrong-name
---@field tls? string any, old, new, close or silent
---@field client? string no, ask, require or late
---@field dead_address? boolean true or false: resolve each name to an unreachable address first
---@field no_option_66? boolean true or false: leases without option 66

---@class vspa.Notify
---@field line? integer 1 or 2 (1)
---@field user? string user name for the unit's challenge (default: the line's account)
---@field password? string password for it

---@class vspa.Screenshot
---@field size? string WIDTHxHEIGHT, at least 800x500 (1280x800)
---@field theme? string dark or light (dark)
---@field language? string en, de or fr (en)

---The unit under test, powered off: `release` (3.3.6), `mac`, `serial`, `hardware`, `params` (a table of parameters that differ from the factory defaults), `clock` (the provider's date, UTC), `certificate` (false: without a client certificate), `strict`, `g729`; `rc` (a unit for remote customisation, not customised yet), or `custom` (a table of its customised factory defaults) and `owner`. Optional; if present, it comes first. Whatever is not given is the same in every run.
---```lua
----- unit{release = "5.2.10", mac = "000E08123456", clock = "2007-06-01",
-----      params = {GPP_A = "old", Syslog_Server = "192.168.1.200"}}
---```
---@param state vspa.Unit
function unit(state) end

---Advances virtual time: seconds, or a text such as "200ms", "24h", "30d".
---```lua
---wait("24h")
---```
---@param time string|number
function wait(time) end

---Virtual time since the scenario began, in seconds.
---```lua
---local before = time()
---wait(5)
---equal(time() - before, 5.0)
---```
---@return number
function time() end

---Skips past events: later waits match only new ones.
---```lua
---wait("60s")
---from_now()
---```
function from_now() end

---A value that must be true, or a function that must return true, at once or within a time. The function is called after each event, and every 20 ms in between. Neither a number nor a text: those are always true in Lua. The function may return a second value, the observed state, which a failure reports.
---```lua
---expect(true)
---expect(function() return lab:count("dhcp: lease") == 1 end, {within = "30s"})
---```
---@param claim any
---@param options? vspa.Within
---@return any
function expect(claim, options) end

---Fails unless the two values are equal. A number equals its text, because parameters are texts.
---```lua
---equal(param.Resync_Periodic, 3600, "the factory's period")
---```
---@param seen any
---@param expected any
---@param what? string
function equal(seen, expected, what) end

---Fails unless the text contains this part.
---```lua
---contains(param.Profile_Rule, "spa")
---```
---@param text string
---@param part string
---@param what? string
function contains(text, part, what) end

---Fails the scenario.
---```lua
---if time() > 1e9 then fail("too late") end
---```
---@param why string
function fail(why) end

---A fact about the unit, as text: `wan.ip`, `unit.uptime` (seconds), `line1.hook` ...; `vspa ctl facts` lists the keys. nil while the unit is not running.
---```lua
---power:on()
---wait("20s")
---equal(fact("line1.hook"), "on")
---```
---@param key string
---@return string|nil
function fact(key) end

---Was this heard so far, on either telephone (at least `times`; 1)? What it takes is that of phone[1]:hears(). Waits for nothing.
---```lua
---equal(heard("main_menu"), false)
---```
---@param what string
---@param times? integer
---@return boolean
function heard(what, times) end

---Were these keys dialled so far in a row, without the handset going down in between, on either telephone (at least `times`; 1)?
---```lua
---phone[1]:offhook()
---phone[1]:dial("****")
---equal(dialled("****"), true)
---```
---@param keys string
---@param times? integer
---@return boolean
function dialled(keys, times) end

---Was this page of the unit requested so far, by any browser (at least `times`; 1)? A `*` at the end of the path stands for anything.
---```lua
---trace:expects("fw.net=UP")
---web:get("/")
---equal(visited("/", {status = 200}), true)
---```
---@param path string
---@param options? vspa.Visit
---@param times? integer
---@return boolean
function visited(path, options, times) end

---Returns a flat profile of these elements, as text; true is Yes, false is No. An element that no release has is an error: write such a file as a text.
---```lua
---print(profile{GPP_A = "hello", Enable_WAN_Web_Server = true})
---```
---@param values table<string, string|number|boolean>
---@return string
function profile(values) end

---One of several scenarios in a file. Each runs in a process of its own, with a unit of its own.
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

---Saves a picture of the unit, as its window shows it (default: screenshot.png). The file is an artifact: it is kept with those of a failure, or with --keep all. Needs the window's module, and no display.
---```lua
----- screenshot("menu.png", {theme = "light"})
---```
---@param file? string
---@param options? vspa.Screenshot
function screenshot(file, options) end

---Writes a note to the report and the trace.
---```lua
---print("now the second try")
---```
---@param ... any
function print(...) end

---Loads shared steps: a file in the scenario's folder, without .lua, with dots for subfolders. The file returns a value, usually a table of functions.
---```lua
----- local steps = require "steps"
---```
---@param name string
---@return any
function require(name) end

---The power supply. A scenario begins with the power off.
---@class vspa.Power
local Power = {}

---Switches the power on.
---```lua
---power:on()
---```
function Power:on() end

---Cuts the power: whatever is not in flash is lost.
---```lua
---power:off()
---wait("5s")
---power:on()
---```
function Power:off() end

---Corrupts both firmware banks, as an ill-timed power cut would. The running firmware continues; the next boot enters recovery, which requests /spa.bin from the provider by TFTP.
---```lua
---power:corrupt()
---power:off()
---power:on()
---led.power:blinks("sos")
---```
function Power:corrupt() end

---Injects faults into flash operations, counted from now: `k17b` cuts the power before the 17th, `k17t3` in the middle of it, after 3 bytes, `k17a` after it; `k17f` fails it, `k17s` skips it silently. A comma adds the next fault, counted from the previous one. Without a plan, clears all faults. The unit is off after a cut.
---```lua
---wait("60s")
---power:faults("k1b")
---power:faults()
---```
---@param plan? string
function Power:faults(plan) end

---@type vspa.Power
power = nil

---The cables: of the Ethernet ports (wan, lan) and of the telephones (phone1, phone2). At first all but lan are plugged in. Without its cable a telephone is on-hook to the unit, and neither rings nor plays.
---@class vspa.Cable
local Cable = {}

---Unplugs the cable.
---```lua
---cable.wan:out()
---```
function Cable:out() end

---Plugs the cable in.
---```lua
---cable.wan:out()
---wait("10s")
---cable.wan:plug()
---```
function Cable:plug() end

---@type { wan: vspa.Cable, lan: vspa.Cable, phone1: vspa.Cable, phone2: vspa.Cable }
cable = nil

---The two telephones: hook, keypad and receiver.
---@class vspa.Phone
local Phone = {}

---Lifts the handset (off-hook).
---```lua
---phone[1]:offhook()
---```
function Phone:offhook() end

---Replaces the handset (on-hook).
---```lua
---phone[1]:offhook()
---phone[1]:onhook()
---```
function Phone:onhook() end

---Dials the digits 0-9 * # A-D as DTMF tones into the microphone, and returns after the last one. A comma pauses 1 s.
---```lua
---phone[1]:offhook()
---phone[1]:dial("****")
---```
---@param keys string
function Phone:dial(keys) end

---Presses a key and holds it: its tone sounds until `release`.
---```lua
---phone[1]:offhook()
---phone[1]:press("5")
---wait("1s")
---phone[1]:release()
---```
---@param key string
function Phone:press(key) end

---Releases the key that is down. A tone lasts 70 ms at least.
---```lua
---phone[1]:offhook()
---phone[1]:press("#")
---phone[1]:release()
---```
function Phone:release() end

---Sends a tone of that many Hz into the microphone, for 1 s or the given time. Returns at once.
---```lua
---phone[1]:offhook()
---phone[1]:speak(880, "2s")
---```
---@param hz integer
---@param time? string|number
function Phone:speak(hz, time) end

---Sets the tone and pause length of dialled digits. The default is 100 ms each.
---```lua
---phone[1]:timing("40ms", "40ms")
---```
---@param on string|number
---@param off string|number
function Phone:timing(on, off) end

---Gives the telephone a caller ID display: `bellcore` (FSK behind the first ring), `etsi` (FSK before it, behind an alert tone), `uk` (the same behind a reversal of the line), `dtmf` (digits), `none`, or `any`, which understands all of them and is there at first. What it shows is the event `ear[1] displays 5551234`; what it does not understand, `display stays empty`, with the reason.
---```lua
---phone[1]:display("uk")
---```
---@param standard? string
function Phone:display(standard) end

---Sends a 300 ms hook flash.
---```lua
---phone[1]:offhook()
---phone[1]:flash()
---```
function Phone:flash() end

---Waits until this is heard on the line (within 20 s): a prompt by its name in the image (`main_menu`) or by words of it (capitals and blanks do not count), `dial tone` and other tones by their parameter (`Busy_Tone`), one steady tone (`880 Hz`, within 2 %), a spelled number or address (`192.168.1.100`), or `silence`. Only the audio is analysed; the unit is not asked. Returns what was heard.
---```lua
---wait("10s")
---phone[1]:offhook()
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

---Listens for that long and returns a list of all that was heard, one text each.
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

---Fails unless the LED shows this pattern now: off, on, long, slow, vslo, fast, hb, hb2, err0, err1, err2, sos.
---```lua
---wait("40s")
---led.power:is("on")
---```
---@param pattern string
function Led:is(pattern) end

---Waits until the LED starts this pattern (within 60 s), counted from the last pattern that was waited for.
---```lua
---led.power:blinks("on", {within = "40s"})
---```
---@param pattern string
---@param options? vspa.Within
function Led:blinks(pattern, options) end

---The current pattern.
---```lua
---print(led.internet:pattern())
---```
---@return string
function Led:pattern() end

---Is the LED lit at this instant?
---```lua
---wait("40s")
---expect(led.power:is_lit())
---```
---@return boolean
function Led:is_lit() end

---@type { power: vspa.Led, internet: vspa.Led, ethernet: vspa.Led, phone1: vspa.Led, phone2: vspa.Led }
led = nil

---The parameters by element name: `param.GPP_A` is the current value, as text, also while the unit is off. Parameters are set by a profile, the web page, the voice menu, or at the start by unit{params = {...}}.
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

---All parameters that differ from their factory defaults.
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

---Waits for a line that contains this text at the provider's syslog server (within 60 s), counted from the last one that was waited for. Returns the line.
---```lua
---lab:file("spa2102.cfg", profile{Syslog_Server = "192.168.1.200", Resync_Random_Delay = 2})
---syslog:expects("Successful resync", {within = "5m"})
---```
---@param text string
---@param options? vspa.Within
---@return string
function Syslog:expects(text, options) end

---The number of lines so far that contain this text.
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
---@field registrations vspa.Registration[]
---@field requests vspa.Request[]
local Lab = {}

---Serves a file by TFTP and HTTP; nil stops serving it. A function computes the answer: it receives the request (protocol, method, path, query, agent, body, at) and returns a text, or nil for `not found`, and optionally an HTTP status. It may only observe: no acts, no waits. What the unit sends to a path (POST, PUT, TFTP) is taken by the function of that path; a path without one is `not found` (404) unless a file is served there. `--lab DIR` of the other commands keeps it in DIR/uploads and answers 200.
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

---Answers the next `count` requests for this path (default 1) with a `status` of HTTP (200) and a `content`. Several answers are used one after the other; after them the file is served again.
---```lua
---lab:file("spa2102.cfg", profile{GPP_A = "hello"})
---lab:answer("spa2102.cfg", {status = 503, count = 2})
---```
---@param path string
---@param options? vspa.Answer
function Lab:answer(path, options) end

---Holds requests for this path until there is an answer() for it, while virtual time continues; each is reported once, as `hold: http GET ...`. false stops holding.
---```lua
---lab:hold("spa2102.cfg")
---lab:expects("hold: tftp RRQ")
---lab:answer("spa2102.cfg", {content = profile{GPP_A = "late"}})
---```
---@param path string
---@param on? boolean
function Lab:hold(path, on) end

---Serves the firmware image of a release; with damage, altered as by `vspa image damage`.
---```lua
---lab:image("/new.img", "5.2.10")
---lab:image("/bad.img", "5.2.10", "truncate")
---```
---@param path string
---@param release string
---@param damage? string
function Lab:image(path, release, damage) end

---Sets the addresses of a name in the provider's DNS.
---```lua
---lab:host("prov.example.com", "192.168.1.250", "192.168.1.200")
---```
---@param name string
---@param ... string
function Lab:host(name, ...) end

---Adds an SRV record to the provider's DNS; without a target, removes those of the name.
---```lua
---lab:srv("_sip._udp.sip.test", "one.sip.test", {priority = 10})
---lab:srv("_sip._udp.sip.test", "two.sip.test", {priority = 20, port = 5070})
---```
---@param name string
---@param target? string
---@param options? vspa.Srv
function Lab:srv(name, target, options) end

---Injects faults. Frames between the unit and everything at its Internet port: `drop`, `duplicate`, `reorder`, `corrupt`, `reset` (true for all, 0.25 for a quarter of them), `delay` (a time), `slow` (bytes per second); restricted to a service (`only`: arp, dhcp, dns, tftp, http, https, syslog, ntp), a direction (`way`: to_unit, from_unit), a number of frames (`count`) or a cable (`port`: wan, lan). The provider: `status` (HTTP status to answer with; with `count`), `dead_address` (resolves each name to an unreachable address first), `no_option_66`. The provider's HTTPS: its `certificate` (expired, future, self-signed, wrong-ca, wrong-name), its `tls` (old, new, close, silent), whether it requests a `client` certificate (no, ask, require); with `count`.
---```lua
---lab:fault{drop = true, only = "dns", count = 2}
---lab:fault{status = 503, count = 1}
---lab:fault{delay = "200ms", slow = 20000}
---lab:fault{certificate = "expired", count = 1}
---lab:fault{tls = "close"}
---```
---@param fault vspa.Fault
function Lab:fault(fault) end

---Clears all faults.
---```lua
---lab:fault{drop = 0.5}
---lab:heal()
---```
function Lab:heal() end

---Sends a SIP NOTIFY from the provider at 192.168.1.200:5060: resync, report, reboot, reboot_now, restart_now. Options: the `line` (1), and the `user` and `password` for the unit's challenge (the line's own account). Returns the SIP status of the last answer; 0: no answer.
---```lua
---trace:expects("fw.net=UP")
---equal(lab:notify("resync", {line = 2, user = "200", password = "wrong"}), 401)
---```
---@param event string
---@param options? vspa.Notify
---@return integer
function Lab:notify(event, options) end

---Serves files at a further port of the provider, by this protocol (tftp, http, https), four at most. Ports 69, 80 and 443 are always open.
---```lua
---lab:port("tftp", 6900)
---lab:port("http", 8080)
---```
---@param protocol string
---@param port integer
function Lab:port(protocol, port) end

---Sets the provider's DHCP server, from the unit's next packet on: `option66` and others (none: not given), the `lease`. It can `refuse`, and have a `second` server beside it. What is not given is as usual.
---```lua
---lab:dhcp{option66 = "provider.test", lease = "10m"}
---lab:dhcp{option66 = "none", option42 = "none"}
---```
---@param dhcp vspa.Dhcp
function Lab:dhcp(dhcp) end

---Makes the provider a registrar at 192.168.1.200:5060: for this `user` and `password` (everybody without a user), with a `realm`, granting at most `expires` seconds; `qop` false challenges as RFC 2069. It refuses with an `answer`, or is `silent`, always or `count` times. It is `slow`, answers good logins as `stale`, wants `min_expires` seconds, and challenges `calls` too. REGISTER comes by one `transport`, and calls come and go by the same: udp, tcp (port 5060), tls (port 5061, with the certificate and the faults of its HTTPS); `close` ends its connections.
---```lua
---lab:registrar{user = "1001", password = "sesame"}
---lab:registrar{answer = 503, count = 2}
---```
---@param registrar vspa.Registrar
function Lab:registrar(registrar) end

---Sets a `user`'s mailbox at the provider: so many `new` and `old` messages. Its line is notified, in its subscription (Voice_Mail_Server) or, when it is registered, without one. Subscriptions are granted for at most `expires` seconds, refused with an `answer`, or not answered (`silent`), always or `count` times. A NOTIFY `ends` the subscription, or has another `type` and `body`.
---```lua
---lab:registrar{}
---lab:mailbox{user = "1001", new = 2, old = 1}
---```
---@param mailbox vspa.Mailbox
function Lab:mailbox(mailbox) end

---Makes the provider a STUN server that sees the unit behind a `nat` (open, firewall, full_cone, restricted, port_restricted, symmetric), at this `ip` with its ports moved by `shift`. It is `silent`, or its answers are `bad` (wrong_id, short, long_attribute, zero_address, other_sender, error), always or `count` times; `on` false switches it off.
---```lua
---lab:stun{nat = "symmetric", ip = "203.0.113.9"}
---```
---@param stun vspa.Stun
function Lab:stun(stun) end

---Puts a NAT between the unit and the provider. It translates UDP (not DHCP, not TCP): the provider sees the unit at this `ip`. What comes to a port from outside passes only while there is a mapping, which the unit's packets make and keep: without one for `timeout` (60 s) it is forgotten, and calls to the unit are lost. `type` says who may answer, as of stun(): restricted (an address that the unit has sent to), full_cone, port_restricted (no TFTP through it), symmetric, firewall (no translation), open (no NAT). `on` false removes it.
---```lua
---lab:nat{timeout = "30s"}
---lab:registrar{}
---lab:nat{on = false}
---```
---@param nat vspa.Nat
function Lab:nat(nat) end

---The PC at the LAN port asks for an address by DHCP. Returns it; fails if no server answers. Until then the PC has the last but one number of the unit's network.
---```lua
---cable.lan:plug()
---trace:expects("fw.net=UP")
---equal(lab:pc_lease(), "192.168.0.2")
---```
---@return string
function Lab:pc_lease() end

---One echo request of the PC at the LAN port, which has an address. Returns the milliseconds until the reply; -1: none within 2 s.
---```lua
---cable.lan:plug()
---trace:expects("fw.net=UP")
---lab:pc_lease()
---equal(lab:pc_ping("192.168.1.1"), 0)
---```
---@param address string
---@return integer
function Lab:pc_ping(address) end

---Puts the provider behind a VLAN (IEEE 802.1Q); without a number, behind none.
---```lua
---lab:vlan(5)
---lab:vlan()
---```
---@param id? integer
function Lab:vlan(id) end

---Makes the provider a PPPoE concentrator in place of its DHCP server: for this `user` and `password` (everybody without a user), by `auth` (chap, pap, none), offering a `service` by name, with one or two `dns` servers. It opens no session (`refuse`), answers nothing (`silent`), leases addresses by DHCP as well (`dhcp`), or is no concentrator any more (`on` false). Its services are reached through the session.
---```lua
---lab:pppoe{user = "joe", password = "sesame", auth = "pap"}
---lab:pppoe{silent = true}
---```
---@param pppoe vspa.Pppoe
function Lab:pppoe(pppoe) end

---Ends the unit's PPPoE session: by `padt` (the default), by `terminate` (LCP), or `kill`: without a word, as a concentrator that was switched off and on.
---```lua
---trace:expects("fw.net=UP")
---lab:pppoe{}
---web:submit("Router/Wan Setup", {["Connection Type"] = "PPPOE"})
---trace:expects("fw.net=pppoe: session 1 up")
---lab:pppoe_end("kill")
---```
---@param how? string
function Lab:pppoe_end(how) end

---Adds a telephone to the provider, or changes it, and returns it: with a `number`, a `name`, `codecs` (PCMU, PCMA, G726-16, G726-24, G726-32, G726-40). Called, it rings until it answers() or `answers_after` a time. It `refuses` with a SIP status (a redirection with `contact`), shows `progress` (180) or is `early`, is `slow` or `silent`, `challenges` the requests in its calls, `loses_rtp`, and sends `headers` or an `sdp` of yours.
---```lua
---lab:registrar{}
---lab:phone{number = "200", codecs = "PCMA", answers_after = "2s"}
---lab:phone{number = "201", refuses = 486}
---```
---@param peer vspa.Peer
---@return vspa.Telephone
function Lab:phone(peer) end

---A telephone of the provider calls a line, and is returned: `to` is a number that has registered or the User_ID of a line, `from` is its own (200), made when there is none.
---```lua
---lab:registrar{}
----- local caller = lab:call{to = "1001", name = "J. Smith", alert_info = "Bellcore-r3"}
---```
---@param call vspa.Call
---@return vspa.Telephone
function Lab:call(call) end

---Waits for a provider event that contains this text (within 60 s): leases, names, requests. Returns the line.
---```lua
---lab:expects("dhcp: lease of 192.168.1.100")
---```
---@param text string
---@param options? vspa.Within
---@return string
function Lab:expects(text, options) end

---The number of such lines so far.
---```lua
---equal(lab:count("http: GET"), 0)
---```
---@param text string
---@return integer
function Lab:count(text) end

---@type vspa.Lab
lab = nil

---A telephone inside the provider, as lab:phone() and lab:call() return it. It shares no code with the unit.
---@class vspa.Telephone
local Telephone = {}

---Answers the call that rings.
---```lua
---lab:registrar{}
---local peer = lab:phone{number = "200"}
----- peer:rings()
----- peer:answers()
---```
function Telephone:answers() end

---Ends the call, cancels it, or refuses it while it rings.
---```lua
---lab:registrar{}
---local peer = lab:phone{number = "200"}
----- peer:hangs_up()
---```
function Telephone:hangs_up() end

---Holds the call, by a re-INVITE with a=sendonly.
---```lua
---lab:registrar{}
---local peer = lab:phone{number = "200"}
----- peer:holds()
---```
function Telephone:holds() end

---Resumes the held call.
---```lua
---lab:registrar{}
---local peer = lab:phone{number = "200"}
----- peer:resumes()
---```
function Telephone:resumes() end

---Says a tone (`tone 880 Hz`, `tone 350+440 Hz`) or the bytes of a WAV file (8 kHz, mono, 16 bit) from now on, or `silence`.
---```lua
---lab:registrar{}
---local peer = lab:phone{number = "200"}
---peer:says("tone 880 Hz")
---```
---@param what string
function Telephone:says(what) end

---Sends keys: as RFC 4733 events (`how` rtp), as INFO (info) or as tones (inband), each for a `time` (100ms).
---```lua
---lab:registrar{}
---local peer = lab:phone{number = "200"}
----- peer:dtmf("123", {how = "info"})
---```
---@param keys string
---@param options? vspa.Peer_dtmf
function Telephone:dtmf(keys, options) end

---Sends the other side to a number or a SIP URI, by REFER. With `replaces` that call takes over the one of another telephone, as in an attended transfer. Reports are events: `transfer: 200`.
---```lua
---lab:registrar{}
---local peer = lab:phone{number = "200"}
----- peer:transfer{to = "300"}
---```
---@param peer_transfer vspa.Peer_transfer
function Telephone:transfer(peer_transfer) end

---Waits until an incoming call rings (within 20 s). Returns the caller: number, and name in quotes.
---```lua
---lab:registrar{}
---local peer = lab:phone{number = "200"}
----- local caller = peer:rings()
---```
---@param options? vspa.Within
---@return string
function Telephone:rings(options) end

---Waits until a call is connected (within 20 s). Returns who talks, with which codec.
---```lua
---lab:registrar{}
---local peer = lab:phone{number = "200"}
----- peer:talks({within = "1m"})
---```
---@param options? vspa.Within
---@return string
function Telephone:talks(options) end

---Waits for the end of a call (within 20 s). Returns why, and the packets sent, received and lost.
---```lua
---lab:registrar{}
---local peer = lab:phone{number = "200"}
----- local why = peer:ends()
---```
---@param options? vspa.Within
---@return string
function Telephone:ends(options) end

---Waits until it hears a steady tone or two (`440 Hz`, `350+440 Hz`, each within 10 Hz), `silence` or a `sound` (within 20 s).
---```lua
---lab:registrar{}
---local peer = lab:phone{number = "200"}
----- peer:hears("880 Hz")
---```
---@param what string
---@param options? vspa.Within
---@return string
function Telephone:hears(what, options) end

---Waits for these DTMF keys, one after the other (each within 20 s): by any way, or `how`: rtp, info, inband.
---```lua
---lab:registrar{}
---local peer = lab:phone{number = "200"}
----- peer:receives("123", {how = "rtp"})
---```
---@param keys string
---@param options? table
function Telephone:receives(keys, options) end

---Waits for an event of this telephone that contains a text (within 20 s): `held by`, `refuses, 486`, `180 from`.
---```lua
---lab:registrar{}
---local peer = lab:phone{number = "200"}
----- peer:expects("held by 1001")
---```
---@param text string
---@param options? vspa.Within
---@return string
function Telephone:expects(text, options) end

---The last SIP message that this telephone has got and that begins so, of the last 16; nil without one.
---```lua
---lab:registrar{}
---local peer = lab:phone{number = "200"}
---equal(peer:message("INVITE "), nil)
---```
---@param start string
---@return string|nil
function Telephone:message(start) end

---The unit's own web server, seen from the provider's PC.
---@class vspa.Pages
local Pages = {}

---Requests a page from a browser at the provider's PC, with the option `user` logged in. Returns the status and the body. The unit answers at its Internet port when Enable_WAN_Web_Server is Yes.
---```lua
---trace:expects("fw.net=UP")
---local status, body = web:get("/")
---equal(status, 200)
---```
---@param path string
---@param options? vspa.Web
---@return integer, string
function Pages:get(path, options) end

---Sends a form as a script in the field does: fields by their form ids, each with its value; other fields stay as they are. Returns the status and the body.
---```lua
---trace:expects("fw.net=UP")
---local status = web:post("/admin/voice/bsipura.spa", {["20527"] = "Joe"})
---equal(status, 200)
---```
---@param path string
---@param fields table<string, string>
---@param options? vspa.Post
---@return integer, string
function Pages:post(path, fields, options) end

---Edits fields of a tab, by their labels or form ids, and submits them, as the administrator unless `user` says another. `Yes` and `No`, or true and false, are values of a switch; a cell of a table is its column and row (`Service Name 2`). Fails if there is no such tab or label, and if the unit refuses a value. Returns the status and the body.
---```lua
---trace:expects("fw.net=UP")
---web:submit("Voice/Line 1", {["User ID"] = "4711", ["Register"] = true})
---equal(param.User_ID_1_, "4711")
---```
---@param tab string
---@param fields table<string, string>
---@param options? vspa.Submit
---@return integer, string
function Pages:submit(tab, fields, options) end

---/admin/resync: fetch the profile now, from this URL.
---```lua
---trace:expects("fw.net=UP")
---web:resync("tftp://192.168.1.200/other.cfg")
---```
---@param rule? string
function Pages:resync(rule) end

---/admin/upgrade: fetch this image now.
---```lua
---trace:expects("fw.net=UP")
---web:upgrade("http://192.168.1.200/new.img")
---```
---@param rule? string
function Pages:upgrade(rule) end

---/admin/reboot.
---```lua
---trace:expects("fw.net=UP")
---web:reboot()
---```
function Pages:reboot() end

---@type vspa.Pages
web = nil

---The unit's trace: internal events that the user cannot observe. Prefer what the user can see or hear.
---@class vspa.Trace
local Trace = {}

---Waits for a trace event (within 60 s): `signal=text` or `signal[unit]=text`, as `wait` of `vspa console`. Each signal has its own cursor: two signals may be waited for in any order. Returns the text of the event.
---```lua
---trace:expects("fw.net=UP")
---trace:expects("fw.boot=bank A")
---```
---@param match string
---@param options? vspa.Within
---@return string
function Trace:expects(match, options) end

---The number of matching events so far.
---```lua
---trace:expects("fw.boot=bank A")
---equal(trace:count("reset"), 1)
---```
---@param match string
---@return integer
function Trace:count(match) end

---@type vspa.Trace
trace = nil
