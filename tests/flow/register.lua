-- SPDX-License-Identifier: MIT
-- A line and the provider's registrar (RFC 3261 section 10; intervals: ATA 191 guide).
local function up(more)
  local parameters = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001", Password_1_ = "sesame"}
  for name, value in pairs(more or {}) do parameters[name] = value end
  unit {release = "5.2.10", params = parameters}
  lab:file("spa2102.cfg", profile {GPP_A = "first"})
end

local function statuses()
  local list = {}
  for _, r in ipairs(lab.registrations) do list[#list + 1] = r.status end
  return table.concat(list, " ")
end

scenario("a line registers by digest after the first resync, and again 30 s before the end", function()
  up()
  lab:registrar {user = "1001", password = "sesame"}
  power:on()
  lab:expects("sip: REGISTER 1001: 200, 3600 s")
  equal(param.GPP_A, "first")
  equal(statuses(), "401 200")
  lab:expects("sip: REGISTER 1001: 200", {within = "1h"})
  equal(statuses(), "401 200 200")
  local r = lab.registrations
  equal(r[3].at - r[2].at, 3570)
  equal(r[3].expires, 3600)
end)

scenario("a challenge without qop, and a minute granted", function()
  up()
  lab:registrar {user = "1001", password = "sesame", qop = false, expires = 60}
  power:on()
  lab:expects("sip: REGISTER 1001: 200, 60 s")
  lab:expects("sip: REGISTER 1001: 200, 60 s", {within = "31s"})
end)

scenario("a wrong password is tried twice, then every 20 minutes", function()
  up {Password_1_ = "wrong"}
  lab:registrar {user = "1001", password = "sesame"}
  power:on()
  lab:expects("sip: REGISTER 1001: 401")
  wait("10m")
  equal(statuses(), "401 401 401")
  wait("15m")
  equal(statuses(), "401 401 401 401 401 401")
end)

scenario("503 is retried after 30 s when Retry_Reg_RSC lists it", function()
  up {Retry_Reg_RSC = "5??"}
  lab:registrar {answer = 503, count = 2}
  power:on()
  lab:expects("sip: REGISTER 1001: 200", {within = "3m"})
  equal(statuses(), "503 503 200")
  local r = lab.registrations
  equal(r[3].at - r[1].at, 60)
end)

scenario("a cable that comes back registers the line again", function()
  up()
  lab:registrar {}
  power:on()
  lab:expects("sip: REGISTER 1001: 200")
  cable.wan:out()
  wait("1m")
  equal(statuses(), "200")
  cable.wan:plug()
  lab:expects("sip: REGISTER 1001: 200")
end)

scenario("a registration that is lost for 5 minutes triggers a resync", function()
  up {Resync_Periodic = "0", Resync_Trigger_1 = "$REGTMR1 gt 300", Retry_Reg_RSC = "5??"}
  lab:registrar {expires = 120}
  power:on()
  lab:expects("sip: REGISTER 1001: 200")
  lab:file("spa2102.cfg", profile {GPP_A = "second"})
  lab:registrar {answer = 503}
  wait("6m")
  equal(param.GPP_A, "first")
  param:becomes("GPP_A", "second", {within = "3m"})
end)
