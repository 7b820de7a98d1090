-- SPDX-License-Identifier: MIT
-- Calls from a telephone of the unit (RFC 3261; tones: ATA 191 guide) to telephones of the provider.
local account = require "account"

local function up(more)
  account.unit({Password_1_ = "sesame", Display_Name_1_ = "Office"}, more)
  lab:registrar {user = "1001", password = "sesame"}
  account.registers()
end

local function dial(number)
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial(number .. "#")
end

scenario("a call: ring back tone, both voices, and reorder tone when the other side has hung up", function()
  up()
  local anna = lab:phone {number = "200"}
  dial("200")
  equal(anna:rings(), '1001 "Office"')
  phone[1]:hears("ring back tone")
  anna:answers()
  equal(anna:talks(), "talks to 1001, PCMU")
  anna:says("tone 440 Hz")
  phone[1]:hears("440 Hz")
  phone[1]:speak(880, "3s")
  anna:hears("880 Hz")
  anna:hangs_up()
  phone[1]:hears("reorder tone")
  phone[1]:onhook()
end)

scenario("hanging up ends the call with BYE", function()
  up()
  local anna = lab:phone {number = "200", answers_after = "1s"}
  dial("200")
  anna:talks()
  wait("5s")
  phone[1]:onhook()
  expect(anna:ends():find("^BYE") ~= nil)
end)

scenario("busy, and other refusals", function()
  up {SIT1_RSC = "404", SIT2_RSC = "5??"}
  for number, tone in pairs {["486"] = "busy", ["603"] = "reorder", ["404"] = "sit1", ["503"] = "sit2"} do
    lab:phone {number = number, refuses = tonumber(number)}
    dial(number)
    phone[1]:hears(tone .. " tone")
    phone[1]:onhook()
    wait("2s")
  end
end)

scenario("a call that is given up while it rings is cancelled", function()
  up()
  local anna = lab:phone {number = "200"}
  dial("200")
  anna:rings()
  phone[1]:hears("ring back tone")
  phone[1]:onhook()
  expect(anna:ends():find("^CANCEL") ~= nil)
end)

scenario("no answer at all: INVITE is sent seven times, and Timer B ends the call with reorder tone", function()
  up()
  local anna = lab:phone {number = "200", silent = true}
  dial("200")
  anna:expects("no answer to INVITE")
  local first = time()
  phone[1]:hears("reorder tone", {within = "40s"})
  expect(time() - first > 31 and time() - first < 35)
  equal(lab:count("phone 200: no answer to INVITE"), 7)
end)

scenario("early media is heard before the answer", function()
  up()
  local anna = lab:phone {number = "200", early = true}
  anna:says("tone 700 Hz")
  dial("200")
  anna:rings()
  phone[1]:hears("700 Hz")
  anna:answers()
  anna:talks()
end)

scenario("182: the second ring back tone", function()
  up()
  lab:phone {number = "200", progress = 182}
  dial("200")
  phone[1]:hears("ring back 2 tone")
end)

scenario("a redirection is followed", function()
  up()
  lab:phone {number = "200", refuses = 302, contact = "sip:201@192.168.1.200"}
  local bob = lab:phone {number = "201", answers_after = "1s"}
  dial("200")
  bob:rings()
  bob:talks()
end)

scenario("a proxy that challenges INVITE gets the line's digest", function()
  up()
  lab:registrar {user = "1001", password = "sesame", calls = true}
  local anna = lab:phone {number = "200", answers_after = "1s"}
  dial("200")
  lab:expects("sip: INVITE: 407")
  anna:talks()
  expect(anna:message("INVITE "):find("Proxy%-Authorization: Digest username=\"1001\"") ~= nil)
end)

scenario("a line that is not registered is silent, unless Make_Call_Without_Reg allows calls", function()
  up()
  lab:registrar {answer = 403}
  cable.wan:out()
  wait("10s")
  cable.wan:plug()
  lab:expects("sip: REGISTER 1001: 403")
  wait("2h")
  phone[1]:offhook()
  for _, heard in ipairs(phone[1]:listen("5s")) do equal(heard, "silence") end
end)

scenario("without registration, and allowed to call", function()
  unit {release = "5.2.10", params = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001", Register_1_ = "No",
    Make_Call_Without_Reg_1_ = "Yes", Resync_On_Reset = "No"}}
  power:on()
  trace:expects("fw.net=UP")
  local anna = lab:phone {number = "200", answers_after = "1s"}
  dial("200")
  anna:talks()
end)

scenario("a hot line calls when the handset is lifted", function()
  up {Dial_Plan_1_ = "(S0<:200>)"}
  local anna = lab:phone {number = "200"}
  phone[1]:offhook()
  anna:rings({within = "1s"})
end)

scenario("the dial plan changes the number that INVITE carries", function()
  up {Dial_Plan_1_ = "(<9,:1650>xxxxxxx)"}
  local anna = lab:phone {number = "16505550112", answers_after = "0s"}
  dial("95550112")
  anna:talks()
  expect(anna:message("INVITE "):find("^INVITE sip:16505550112@192.168.1.200 SIP/2.0\r\n") ~= nil)
end)

scenario("a withheld number", function()
  up {Block_CID_Setting_1_ = "Yes"}
  local anna = lab:phone {number = "200"}
  dial("200")
  anna:rings()
  local invite = anna:message("INVITE ")
  expect(invite:find("From: [^\r]*[Aa]nonymous") ~= nil)
  expect(invite:find("privacy=full") ~= nil)
end)
