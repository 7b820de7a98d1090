-- SPDX-License-Identifier: MIT
-- Lists and counts of what was seen: a list is what it was when it was asked for, and is only read.
local steps = require "steps"

scenario("a list does not grow, the next one is longer", function()
  steps.provider {Resync_Periodic = 60}
  steps.provisioned()
  local first = lab.requests
  local n, count = #first, lab:count("RRQ")
  equal(n, count)
  wait("60s")
  equal(#first, n)
  equal(first[n + 1], nil)
  equal(#lab.requests, n + 1)
  equal(lab.requests[n].at, first[n].at)
  equal(lab:count("RRQ"), count + 1)
  equal(lab:count("no such text"), 0)
end)

scenario("a list is walked as a table is", function()
  steps.provider {Syslog_Server = "192.168.1.200"}
  steps.provisioned()
  wait("10s")
  local lines, n, m = syslog.lines, 0, 0
  for i, line in ipairs(lines) do
    n = n + 1
    equal(lines[i], line)
  end
  for i, line in pairs(lines) do
    m = m + 1
    equal(i, m)
    equal(lines[i], line)
  end
  expect(n > 0)
  equal(n, #lines)
  equal(m, #lines)
  contains(table.concat(lines, "|"), lines[1])
  equal(table.unpack(lines), lines[1])
  equal(lines[0], nil)
  equal(lines.x, nil)
  equal(tostring(lines), "table")
end)

scenario("nobody writes into a list", function()
  power:on()
  local is_done, why = pcall(function() lab.requests[1] = "x" end)
  equal(is_done, false)
  contains(why, "copy what is to be changed")
  equal(getmetatable(lab.requests), false)
end)
