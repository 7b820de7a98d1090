-- SPDX-License-Identifier: MIT
-- Acts beside hands: the power is cut at a flash operation, the next requests get prepared answers.
local steps = require "steps"

-- While the unit keeps the values of a profile, at the first and the second operation; before, in the middle
-- of, and after it. It comes up with the old values or the new ones, and has the new ones in the end.
cases({{"k1b"}, {"k1t1"}, {"k1a"}, {"k2b"}, {"k2t3"}, {"k2a"}, {"k2l"}}, function(row)
  unit {params = {GPP_A = "old"}}
  steps.provider()
  power:on()
  trace:expects("fw.net=UP")
  power:faults(row[1])
  trace:expects("fault=power cut", {within = "5m"})
  power:faults()
  wait("5s")
  expect(param.GPP_A == "old" or param.GPP_A == "from the provider")
  led.power:is("off")
  power:on()
  param:becomes("GPP_A", "from the provider", {within = "5m"})
end)

scenario("a write that fails costs nothing but time", function()
  steps.provider()
  power:on()
  trace:expects("fw.net=UP")
  power:faults("k1f")
  trace:expects("fault=failure of")
  param:becomes("GPP_A", "from the provider", {within = "2h"})
end)

scenario("answers one after the other, then the file", function()
  unit {params = {Resync_Error_Retry_Delay = 30, Profile_Rule = "http://192.168.1.200/spa2102.cfg"}}
  steps.provider()
  lab:answer("spa2102.cfg", {status = 503, count = 2})
  lab:answer("/spa2102.cfg", {content = profile {GPP_B = "prepared", Resync_Periodic = 60}})
  power:on()
  param:becomes("GPP_B", "prepared", {within = "10m"})
  equal(lab.requests[1].status, 503)
  equal(lab.requests[2].status, 503)
  equal(lab.requests[3].status, 200)
  equal(param.GPP_A, "")
  param:becomes("GPP_A", "from the provider", {within = "10m"})
end)

scenario("by TFTP an answer with a status is no file", function()
  unit {params = {Resync_Error_Retry_Delay = 30, Profile_Rule = "/spa2102.cfg"}}
  steps.provider()
  lab:answer("spa2102.cfg", {status = 404})
  power:on()
  lab:expects("tftp: RRQ /spa2102.cfg: file not found")
  param:becomes("GPP_A", "from the provider", {within = "10m"})
end)

-- Who sees the request first can compute the answer: a name of the unit in it, the path's query.
cases({{"tftp", "/spa2102.cfg", "hold: tftp RRQ /spa2102.cfg"},
       {"http", "http://192.168.1.200/spa2102.cfg?mac=$MA", "hold: http GET /spa2102.cfg?mac=000e08210207"}}, function(row)
  unit {params = {Profile_Rule = row[2]}}
  steps.provider()
  lab:hold("spa2102.cfg")
  power:on()
  local asked = lab:expects(row[3])
  wait("1s")
  local agent = asked:match("User%-Agent \"([^ \"]*)") or "nobody"
  lab:answer("spa2102.cfg", {content = profile {GPP_B = "asked by " .. agent}})
  trace:expects("fw.resync=done", {within = "2s"})
  contains(param.GPP_B, row[1] == "http" and "asked by Linksys/SPA-2102" or "asked by nobody")
end)

scenario("who waits for an answer gets what is served when the hold ends", function()
  unit {params = {Profile_Rule = "http://192.168.1.200/spa2102.cfg"}}
  steps.provider()
  lab:hold("spa2102.cfg")
  power:on()
  lab:expects("hold: http GET /spa2102.cfg")
  lab:hold("spa2102.cfg", false)
  param:becomes("GPP_A", "from the provider", {within = "2s"})
end)

scenario("nobody answers: the unit gives up, and tries again", function()
  unit {params = {Resync_Error_Retry_Delay = 60, Profile_Rule = "http://192.168.1.200/spa2102.cfg"}}
  steps.provider()
  lab:hold("spa2102.cfg")
  power:on()
  trace:expects("fw.resync=failed", {within = "10m"})
  lab:hold("spa2102.cfg", false)
  param:becomes("GPP_A", "from the provider", {within = "10m"})
end)
