-- SPDX-License-Identifier: MIT
-- Calls to a telephone of the unit. What becomes of them: ATA 191 guide, Sipura guides; orders are inferred.
local account = require "account"

local function up(more)
  account.unit({Password_1_ = "sesame"}, more)
  lab:registrar {user = "1001", password = "sesame"}
  account.registers()
end

local function refused(options, status)
  options.to = options.to or "1001"
  local bob = lab:call(options)
  equal(bob:ends():match("^%d+[^;]*"), status)
end

scenario("a call rings and is answered; both voices", function()
  up()
  local bob = lab:call {to = "1001", from = "300", name = "J. Smith"}
  bob:expects("180 from 1001")
  phone[1]:rings()
  wait("3s")
  phone[1]:offhook()
  equal(bob:talks(), "talks to 1001, PCMU")
  bob:says("tone 1200 Hz")
  phone[1]:hears("1200 Hz")
  phone[1]:speak(600, "2s")
  bob:hears("600 Hz")
  phone[1]:onhook()
  expect(bob:ends():find("^BYE") ~= nil)
end)

scenario("the caller gives up: the ringing stops", function()
  up()
  local bob = lab:call {to = "1001"}
  phone[1]:rings()
  bob:hangs_up()
  expect(bob:ends():find("^487") ~= nil)
  wait("1s")
  local n = trace:count("ring[1]=1")
  wait("10s")
  equal(trace:count("ring[1]=1"), n)
  phone[1]:offhook()
  phone[1]:hears("dial tone")
end)

scenario("a line that is off the hook is busy", function()
  up {CW_Setting_1_ = "No"}
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  refused({}, "486")
end)

scenario("busy forwarding while the line is off the hook", function()
  up {CW_Setting_1_ = "No", Cfwd_Busy_Dest_1_ = "555"}
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  refused({}, "302 to 555")
end)

scenario("do not disturb", function()
  up {DND_Setting_1_ = "Yes"}
  refused({}, "486")
end)

scenario("all calls are forwarded", function()
  up {Cfwd_All_Dest_1_ = "555"}
  refused({}, "302 to 555")
end)

scenario("a destination may be written as a URI", function()
  up {Cfwd_All_Dest_1_ = "sip:555@192.168.1.200"}
  refused({}, "302 to 555")
end)

-- The caller as servers of the field write it, and what the telephone shows.
cases({
  {"the number as a URI has it", headers = 'P-Asserted-Identity: "PA" <sip:%2B14085551212;npdi=yes@h;user=phone>',
    shows = '+14085551212 "PA"'},
  {"a telephone number", headers = "P-Asserted-Identity: <tel:+14085551212;isub=1>", shows = "+14085551212"},
  {"Remote-Party-ID", headers = 'Remote-Party-ID: "RP" <sip:777@x>;party=calling;screen=yes', shows = '777 "RP"'},
  {"Remote-Party-ID of the called side", headers = 'Remote-Party-ID: "RP" <sip:777@x>;party=called', shows = "200"},
  {"Remote-Party-ID of both sides", headers = 'Remote-Party-ID: <sip:777@x>;party=called, <sip:778@x>;party=calling',
    shows = "778"},
}, function(row)
  up()
  lab:call {to = "1001", headers = row.headers}
  trace:expects("ear[1]=displays " .. row.shows)
end)

scenario("a call that is not answered is forwarded after Cfwd_No_Ans_Delay", function()
  up {Cfwd_No_Ans_Dest_1_ = "556", Cfwd_No_Ans_Delay_1_ = "12"}
  local bob = lab:call {to = "1001"}
  phone[1]:rings()
  local first = time()
  equal(bob:ends():match("^[^;]*"), "302 to 556")
  expect(time() - first > 10 and time() - first < 13)
end)

scenario("anonymous calls are blocked, others ring", function()
  up {Block_ANC_Setting_1_ = "Yes"}
  refused({anonymous = true, from = "301"}, "486")
  lab:call {to = "1001", from = "302"}
  phone[1]:rings()
end)

scenario("Auth_INVITE wants the line's own login of the caller", function()
  up {Auth_INVITE_1_ = "Yes"}
  refused({from = "301"}, "401")
  refused({from = "302", user = "1001", password = "wrong"}, "401")
  lab:call {to = "1001", from = "303", user = "1001", password = "sesame"}
  phone[1]:rings()
end)

scenario("INVITE without SDP: the answer carries the offer", function()
  up()
  local bob = lab:call {to = "1001", offer = false}
  phone[1]:rings()
  phone[1]:offhook()
  bob:talks()
  bob:says("tone 1000 Hz")
  phone[1]:hears("1000 Hz")
end)

scenario("no codec in common", function()
  up {["G726-40_Enable_1_"] = "No"}
  refused({codecs = "G726-40"}, "488")
end)

scenario("INVITE that expires", function()
  up()
  local bob = lab:call {to = "1001", expires = 8}
  phone[1]:rings()
  equal(bob:ends():match("^%d+"), "480")
end)

scenario("the line that is not registered refuses, unless Ans_Call_Without_Reg lets it ring", function()
  local parameters = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001", Proxy_2_ = "192.168.1.200", User_ID_2_ = "1002",
    Register_1_ = "No", Register_2_ = "No", Ans_Call_Without_Reg_2_ = "Yes", Resync_On_Reset = "No"}
  unit {release = "5.2.10", params = parameters}
  power:on()
  trace:expects("fw.net=UP")
  wait("10s")
  refused({}, "480")
  lab:call {to = "1002", from = "301"}
  phone[2]:rings()
end)
