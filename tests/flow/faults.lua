-- SPDX-License-Identifier: MIT
-- A provider that has a bad day: the unit gets its profile all the same, or tries again when it should.
local steps = require "steps"

local function arrives(within)
  power:on()
  param:becomes("GPP_A", "from the provider", {within = within})
end

cases({
  {"the first DHCP offers are lost", {drop = true, only = "dhcp", way = "to_unit", count = 2}, seen = "fault: drop: dhcp"},
  {"the first DNS answers are lost", {drop = true, only = "dns", way = "to_unit", count = 2}, rule = "http://provider.test/spa2102.cfg", seen = "fault: drop: dns"},
  {"the name has a dead address first", {dead_address = true}, rule = "http://provider.test/spa2102.cfg"},
  {"every fifth TFTP packet is lost", {drop = 0.2, only = "tftp"}, seen = "fault: drop: tftp"},
  {"every TFTP packet comes twice", {duplicate = true, only = "tftp"}, seen = "fault: duplicate: tftp"},
  {"every tenth packet is damaged", {corrupt = 0.1}, seen = "fault: corrupt"},
  {"TCP segments overtake each other", {reorder = 0.3, only = "http"}, rule = "http://192.168.1.200/spa2102.cfg", seen = "fault: reorder: http"},
  {"answers take 300 ms", {delay = "300ms", way = "to_unit"}, seen = "fault: delay"},
  {"a line of 2 kB/s", {slow = 2000}},
  {"HTTP 503 twice", {status = 503, count = 2}, rule = "http://192.168.1.200/spa2102.cfg", seen = ": 503, "},
  {"the connection is reset once", {reset = true, only = "http", way = "to_unit", count = 1}, rule = "http://192.168.1.200/spa2102.cfg", seen = "fault: reset: http"},
}, function(row)
  unit {params = {Resync_Error_Retry_Delay = 60, Profile_Rule = row.rule or "/spa2102.cfg"}}
  steps.provider()
  lab:fault(row[2])
  arrives("30m")
  if row.seen then expect(lab:count(row.seen) > 0) end -- the fault did happen
  if row[2].dead_address then expect(trace:count("fw.net=192.168.1.250") > 0) end
end)

scenario("leases without option 66", function()
  unit {params = {Profile_Rule = "http://provider.test/spa2102.cfg"}}
  steps.provider()
  lab:fault {no_option_66 = true}
  arrives("5m")
  equal(lab:count("option 66"), 0)
end)

scenario("the cable is out at the start", function()
  steps.provider()
  cable.wan:out()
  power:on()
  wait("10m")
  equal(#lab.requests, 0)
  cable.wan:plug()
  param:becomes("GPP_A", "from the provider", {within = "10m"})
end)

scenario("the provider is gone for a day", function()
  unit {params = {Resync_Error_Retry_Delay = 3600}}
  steps.provider()
  lab:fault {drop = true}
  power:on()
  wait("24h")
  equal(#lab.requests, 0)
  lab:heal()
  param:becomes("GPP_A", "from the provider", {within = "3h"})
end)
