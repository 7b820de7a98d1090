-- SPDX-License-Identifier: MIT
-- Which ring: Alert-Info, the caller, Default_Ring (Linksys administrator guide p.114). Cadences: the release's Cadence_n_.
local account = require "account"

local function up(more)
  account.unit({}, more)
  lab:registrar {}
  account.registers()
end

-- How long the first burst of ringing lasts.
local function on_time(options)
  options.to = "1001"
  local bob = lab:call(options)
  trace:expects("ring[1]=on=1")
  local first = time()
  trace:expects("ring[1]=on=0")
  local on = time() - first
  bob:hangs_up()
  bob:ends()
  wait("10s")
  return on
end

scenario("Alert-Info selects a ring by its name, in each form that PBXs send", function()
  up()
  local default = on_time {}
  expect(on_time {alert_info = "Bellcore-r3"} ~= default)
  expect(on_time {alert_info = "<Bellcore-r3>"} ~= default)
  expect(on_time {alert_info = "<http://127.0.0.1>;info=bellcore-R3"} ~= default)
  expect(on_time {alert_info = '<http://127.0.0.1>;info="Bellcore-r3";x-line-id=0'} ~= default)
  expect(on_time {alert_info = "info=Bellcore-r3"} ~= default)
  expect(on_time {alert_info = "<cid:1@pbx>, <Bellcore-r3>"} ~= default)
  equal(on_time {alert_info = "Bellcore-dr3"}, default)
end)

scenario("a forwarded and a blocked call ring for parts of a second, too", function()
  up {Cfwd_All_Dest_1_ = "555", Cfwd_Ring_Splash_Len_1_ = ".5", Block_Last_Caller_1_ = "301", Cblk_Ring_Splash_Len_1_ = "1.5"}
  for from, length in pairs {["200"] = 0.5, ["301"] = 1.5} do
    lab:call {to = "1001", from = from}
    trace:expects("ring[1]=on=1")
    local first = time()
    trace:expects("ring[1]=on=0")
    expect(math.abs(time() - first - length) < 0.02)
    wait("5s")
  end
end)

scenario("a caller has a ring of their own, and Alert-Info wins over it", function()
  up {Ring3_Caller_1_ = "40855512??", Dist_Ring_Setting_1_ = "Yes"}
  local default = on_time {from = "301"}
  local third = on_time {from = "4085551299"}
  expect(third ~= default)
  equal(on_time {from = "4085551298", alert_info = "Bellcore-r1"}, default)
end)

scenario("Default_Ring", function()
  up()
  local default = on_time {}
  expect(default > 1.9 and default < 2.1)
end)
