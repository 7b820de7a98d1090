-- SPDX-License-Identifier: MIT
-- HTTPS, and a provider whose HTTPS is not as it should be.
local steps = require "steps"

local rule = "https://provider.test/spa2102.cfg"

local function start(more)
  local params = {Resync_Error_Retry_Delay = 60, Resync_Random_Delay = 1, Profile_Rule = rule}
  unit {params = params, certificate = more and more.certificate or false, strict = more and more.strict}
  steps.provider {Profile_Rule = rule}
end

local function arrives(within)
  param:becomes("GPP_A", "from the provider", {within = within or "5m"})
end

scenario("a profile by HTTPS, with the suites of the unit", function()
  start {strict = true}
  power:on()
  arrives()
  trace:expects("fw.net=TLSv1.0, TLS-DHE-RSA-WITH-AES-256-CBC-SHA")
  equal(trace:count("fw.warn"), 0)
end)

-- Refused: the parameters stay, nothing is asked for, and when the provider has mended it the unit comes again by itself.
cases({
  {"an expired certificate", {certificate = "expired"}, says = "expired"},
  {"a certificate of the future", {certificate = "future"}, says = "which the unit's clock has not reached"},
  {"a self-signed certificate", {certificate = "self-signed"}, says = "self-signed"},
  {"a certificate of another authority", {certificate = "wrong-ca"}, says = "which is no root of this firmware"},
  {"a certificate for another name", {certificate = "wrong-name"}, says = "stranger.test"},
  {"closed in the handshake", {tls = "close"}, says = "the server's hello"},
  {"silent in the handshake", {tls = "silent"}, says = "not done after 30 s"},
}, function(row)
  start()
  lab:fault(row[2])
  power:on()
  trace:expects("fw.resync=" .. row.says, {within = "3m"})
  wait("5m")
  equal(param.GPP_A, "")
  equal(lab:count("https: GET"), 0)
  lab:heal()
  arrives()
end)

scenario("an expired certificate for the first connection only", function()
  start()
  lab:fault {certificate = "expired", count = 1}
  power:on()
  trace:expects("fw.resync=expired", {within = "3m"})
  arrives("3m")
end)

scenario("a provider with nothing but old suites", function()
  start {strict = true}
  lab:fault {tls = "old"}
  power:on()
  arrives()
  trace:expects("fw.net=TLSv1.0, TLS-RSA-WITH-AES-256-CBC-SHA")
  equal(trace:count("fw.warn"), 0)
end)

scenario("a provider with nothing but new suites: reached, with a warning", function()
  start()
  lab:fault {tls = "new"}
  power:on()
  arrives()
  trace:expects("fw.warn=a real unit cannot reach provider.test")
end)

scenario("a provider with nothing but new suites: not by a strict unit", function()
  start {strict = true}
  lab:fault {tls = "new"}
  power:on()
  trace:expects("fw.resync=SSL connect failed", {within = "3m"})
  wait("5m")
  equal(param.GPP_A, "")
end)

scenario("a provider that wants a client certificate gets it", function()
  start {certificate = true}
  lab:fault {client = "require"}
  power:on()
  arrives()
  trace:expects("fw.net=client certificate sent")
  lab:expects("OU=SPA-2102")
end)

scenario("a provider that wants a client certificate refuses a unit without", function()
  start()
  lab:fault {client = "require"}
  power:on()
  trace:expects("fw.resync=SSL connect failed", {within = "3m"})
  wait("5m")
  equal(param.GPP_A, "")
end)

scenario("HTTPS frames that are lost", function()
  start()
  lab:fault {drop = 0.2, only = "https"}
  power:on()
  arrives("30m")
  expect(lab:count("fault: drop: https") > 0)
end)

-- Guide p.1-9: each unit carries a client certificate; p.4-8: $CCERT is exactly `Installed` or `Not Installed`.
cases({
  {"a unit is made with a certificate", unit = {}, asks = "/yes.cfg"},
  {"and one of its own address too", unit = {mac = "000E08ABCDEF", serial = "FM500K245546"}, asks = "/yes.cfg"},
  {"or without", unit = {certificate = false}, asks = "/no.cfg"},
}, function(row)
  row.unit.params = {Profile_Rule = '("$CCERT" eq "Installed")? https://provider.test/yes.cfg | http://provider.test/no.cfg', Resync_Random_Delay = 0}
  unit(row.unit)
  lab:file("yes.cfg", profile {GPP_A = "1"})
  lab:file("no.cfg", profile {GPP_A = "1"})
  lab:fault {client = "require"}
  power:on()
  param:becomes("GPP_A", 1)
  equal(lab.requests[1].path, row.asks)
  if row.unit.mac then trace:expects("fw.net=client certificate sent") end
end)
