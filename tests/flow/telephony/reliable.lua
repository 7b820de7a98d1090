-- SPDX-License-Identifier: MIT
-- Reliable ringing (RFC 3262) with SIP_100REL_Enable. What is lost and comes again: tests/flow/call_reliable.c.
local account = require "account"

local function up(more)
  local parameters = account.unit({Password_1_ = "sesame", SIP_100REL_Enable_1_ = "Yes"}, more)
  lab:registrar {user = "1001", password = "sesame", transport = (parameters.SIP_Transport_1_ or "udp"):lower()}
  account.registers()
end

local function dial(peer)
  phone[1]:offhook()
  wait("1s")
  phone[1]:dial("200#")
  peer:expects("PRACK")
end

for _, transport in ipairs {"UDP", "TCP"} do
  scenario(transport .. ": a callee's early media is acknowledged; so is our ringing", function()
    up {SIP_Transport_1_ = transport}
    local anna = lab:phone {number = "200", reliable = true, early = true, answers_after = "4s"}
    dial(anna)
    anna:says("tone 880 Hz")
    phone[1]:hears("880 Hz")
    equal(anna:talks(), "talks to 1001, PCMU")
    phone[1]:onhook()
    expect(anna:ends():find("^BYE") ~= nil)
    wait("2s")
    local bob = lab:call {to = "1001", from = "300", reliable = true}
    bob:expects("180 from 1001")
    bob:expects("sends PRACK")
    trace:expects("fw.sip=reliable 1xx: acknowledged by the peer")
    phone[1]:rings()
    wait("40s") -- no 504
    phone[1]:offhook()
    equal(bob:talks(), "talks to 1001, PCMU")
    bob:hangs_up()
    bob:ends()
  end)
end

scenario("a caller who requires what is not enabled is refused", function()
  up {SIP_100REL_Enable_1_ = "No"}
  local bob = lab:call {to = "1001", reliable = true}
  expect(bob:ends():find("^420") ~= nil)
end)

scenario("the caller gives up while it rings reliably", function()
  up()
  local bob = lab:call {to = "1001", reliable = true}
  bob:expects("sends PRACK")
  bob:hangs_up()
  expect(bob:ends():find("^487") ~= nil)
  wait("40s")
  equal(fact("line1.call1.state"), "idle")
end)
