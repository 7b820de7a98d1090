-- SPDX-License-Identifier: MIT
-- A real NAT between the unit and the provider (lab:nat): what it translates, what it forgets, and what keeps it open.
-- Sources: RFC 4787 (mappings, filtering), RFC 3581 (rport), RFC 4961 (symmetric RTP).
local account = require "account"

local function up(more)
  account.unit({NAT_Keep_Alive_Enable_1_ = "No"}, more)
  lab:nat {timeout = "60s"}
  lab:registrar {}
  account.registers()
end

-- Does a call of the provider's reach line 1? Each is from another number: one that is not answered keeps its telephone busy for 32 s.
local from = 200
local function rings()
  from = from + 1
  local before = trace:count("ring[1]=on=1")
  local call = lab:call {to = "1001", from = tostring(from)}
  wait("3s")
  local did = trace:count("ring[1]=on=1") > before
  if did then call:hangs_up() end
  wait("2s")
  return did
end

scenario("calls come in only for a minute after the unit has sent something", function()
  up()
  equal(rings(), true)
  wait("50s")
  equal(rings(), true) -- its answers keep the mapping
  wait("65s")
  equal(rings(), false)
  expect(lab:count("are dropped: the mapping has expired") > 0)
  wait("40s") -- until the provider has given up that call
  -- A call of the unit's opens the way again.
  local anna = lab:phone {number = "300"}
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("300#")
  anna:rings()
  phone[1]:onhook()
  wait("5s")
  equal(rings(), true)
end)

scenario("NAT_Keep_Alive_Enable keeps the way open", function()
  up {NAT_Keep_Alive_Enable_1_ = "Yes"}
  wait("20min")
  equal(rings(), true)
end)

scenario("a registration more often than the router forgets keeps it open, too", function()
  up {Register_Expires_1_ = "60"}
  wait("20min")
  equal(rings(), true)
end)

scenario("the provider sees the address outside; both sides hear each other", function()
  up {Handle_VIA_received = "Yes", Handle_VIA_rport = "Yes", Insert_VIA_rport = "Yes", NAT_Mapping_Enable_1_ = "Yes"}
  expect(lab:count("nat: 192.168.1.100:5060 is 203.0.113.9:5060") == 1)
  equal(fact("wan.external_ip"), "203.0.113.9") -- told by Via of the answer
  local anna = lab:phone {number = "300", answers_after = "1s"}
  anna:says("tone 880 Hz")
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("300#")
  phone[1]:hears("880 Hz", {within = "20s"})
  phone[1]:speak(440)
  anna:hears("440 Hz")
  phone[1]:onhook()
  anna:ends()
end)

-- Who may answer from a port that was not asked: TFTP does.
for _, row in ipairs {{"restricted", true}, {"full_cone", true}, {"port_restricted", false}, {"symmetric", false}} do
  scenario("TFTP through a NAT of the kind " .. row[1], function()
    unit {release = "5.2.10"}
    lab:file("spa2102.cfg", profile {GPP_A = "x", Resync_Random_Delay = 2})
    lab:nat {type = row[1]}
    power:on()
    wait("3min")
    equal(param.GPP_A, row[2] and "x" or "")
  end)
end

scenario("a STUN server sees the mapping itself", function()
  unit {release = "5.2.10", params = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001", Resync_On_Reset = "No",
        STUN_Enable = "Yes", STUN_Server = "192.168.1.200", NAT_Mapping_Enable_1_ = "Yes"}}
  lab:nat {type = "symmetric", ip = "198.51.100.7"}
  lab:stun {nat = "open"}
  lab:registrar {}
  power:on()
  lab:expects("stun: 198.51.100.7 is 198.51.100.7:4")
  lab:expects("sip: REGISTER 1001: 200")
end)

scenario("without it everything is as before", function()
  up()
  lab:nat {on = false}
  wait("10min")
  lab:registrar {}
  equal(rings(), false) -- the provider still has the address outside
  equal(lab:count("expired"), 0)
end)
