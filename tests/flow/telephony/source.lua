-- SPDX-License-Identifier: MIT
-- A line that is a source of sound (SAS_Enable; ATA 191 guide).
local account = require "account"

local function up(more)
  account.unit({SAS_Enable_1_ = "Yes"}, more)
  lab:registrar {}
  account.registers()
end

scenario("it takes two calls at once, and the callers hear what comes into the port", function()
  up()
  local anna, bert = lab:call {to = "1001", from = "200"}, lab:call {to = "1001", from = "300"}
  anna:talks()
  bert:talks()
  equal(trace:count("ring[1]=on=1"), 0)
  phone[1]:offhook()
  equal(phone[1]:listen("2s")[1], "silence")
  phone[1]:speak(440, "3s")
  anna:hears("440 Hz")
  bert:hears("440 Hz")
  equal(lab:call({to = "1001", from = "400"}):ends():match("^%d+"), "486")
  phone[1]:onhook()
  wait("2s")
  anna:hears("silence")
  anna:hangs_up()
  anna:ends()
end)

scenario("it makes no calls, and its telephone has the voice menu", function()
  up()
  phone[1]:offhook()
  phone[1]:dial("200#")
  wait("15s")
  equal(trace:count("fw.sip=out INVITE"), 0)
  phone[1]:dial("****")
  phone[1]:hears("main_menu")
end)

cases({
  {"nowhere", sink = "", c = "0.0.0.0", a = "sendonly"},
  {"nowhere, as 0", sink = "0", c = "0.0.0.0", a = "sendonly"},
  {"to an address", sink = "192.168.1.77", c = "192.168.1.77", a = "sendrecv"},
  {"to the unit", sink = "$IP", c = "192.168.1.100", a = "sendrecv"},
}, function(row)
  up {SAS_Inbound_RTP_Sink_1_ = row.sink, RFC_2543_Call_Hold = "No"}
  local anna = lab:call {to = "1001"}
  anna:talks()
  local answer = anna:message("SIP/2.0 200")
  contains(answer, "c=IN IP4 " .. row.c .. "\r\n")
  contains(answer, "a=" .. row.a .. "\r\n")
end)

scenario("a re-INVITE every SAS_DLG_Refresh_Intvl finds out whether the caller is there", function()
  up {SAS_DLG_Refresh_Intvl_1_ = "20"}
  local anna = lab:call {to = "1001"}
  anna:talks()
  equal(anna:message("INVITE "), nil)
  wait("21s")
  contains(anna:message("INVITE "), "a=sendonly")
  wait("20s")
  equal(fact("line1.call1.state"), "connected")
  lab:phone {number = "200", silent = true}
  trace:expects("fw.sip=out BYE", {within = "2m"})
end)
