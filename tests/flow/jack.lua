-- SPDX-License-Identifier: MIT
-- The cable of a telephone: without it the unit sees the telephone on-hook, and the telephone does not ring.
local steps = require "steps"

scenario("the voice menu ends when the telephone is unplugged", function()
  unit {}
  steps.boot()
  phone[1]:offhook()
  phone[1]:dial("****")
  phone[1]:hears("main_menu")
  cable.phone1:out()
  trace:expects("fw.ivr[1]")
  wait("10s")
  local heard = phone[1]:listen("2s")
  equal(#heard, 0)
  cable.phone1:plug() -- the handset is lifted still
  phone[1]:dial("****")
  phone[1]:hears("main_menu")
end)

scenario("a call to a telephone without its cable rings nowhere", function()
  unit {release = "5.2.10", params = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001"}}
  lab:file("spa2102.cfg", profile {GPP_A = "first"})
  lab:registrar {user = "1001"}
  power:on()
  lab:expects("sip: REGISTER 1001: 200")
  cable.phone1:out()
  local anna = lab:call {to = "1001", from = "200"}
  wait("10s")
  equal(trace:count("ring[1]"), 0)
  cable.phone1:plug() -- the caller has not given up
  phone[1]:rings()
  phone[1]:offhook()
  anna:talks()
end)
