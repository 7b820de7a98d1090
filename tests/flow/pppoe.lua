-- SPDX-License-Identifier: MIT
-- PPPoE against the provider as a concentrator: login, names, files; and what ends a session, or keeps one from coming.

local rule = "http://192.168.1.200/spa2102.cfg"
local function powered(more)
  local params = {Connection_Type = "PPPOE", PPPOE_Login_Name = "joe", PPPOE_Login_Password = "sesame",
                  Profile_Rule = rule, Resync_Random_Delay = 1, Syslog_Server = "192.168.1.200"}
  for key, value in pairs(more or {}) do params[key] = value end
  unit {params = params}
  lab:file("spa2102.cfg", profile {GPP_A = "by PPPoE", GPP_B = string.rep("b", 200)})
end
local function up(within)
  trace:expects("fw.net=UP", {within = within or "1m"})
  param:becomes("GPP_A", "by PPPoE", {within = "2m"})
end

cases({{"CHAP", auth = "chap"}, {"PAP", auth = "pap"}, {"no login", auth = "none"}}, function(row)
  powered()
  lab:pppoe {user = "joe", password = "sesame", auth = row.auth}
  power:on()
  up()
  equal(lab:count("pppoe: session 1 up: 192.168.1.100"), 1)
  equal(lab:count("dhcp: "), 0)
  led.power:is("on")
end)

cases({{"http", rule = rule}, {"https", rule = "https://provider.test/spa2102.cfg"},
       {"tftp", rule = "tftp://192.168.1.200/spa2102.cfg"}}, function(row)
  powered {Profile_Rule = row.rule}
  lab:pppoe {user = "joe", password = "sesame"}
  power:on()
  up()
end)

cases({{"CHAP, wrong password", auth = "chap"}, {"PAP, wrong password", auth = "pap"}}, function(row)
  powered {PPPOE_Login_Password = "wrong"}
  lab:pppoe {user = "joe", password = "sesame", auth = row.auth}
  power:on()
  trace:expects("fw.net=ppp: " .. string.upper(row.auth) .. " login refused \"wrong name or password\"", {within = "1m"})
  trace:expects("fw.net=pppoe: the login is refused: again in 5 s")
  trace:expects("fw.net=pppoe: the login is refused: again in 10 s")
  trace:expects("fw.net=pppoe: the login is refused: again in 20 s")
  trace:expects("fw.net=pppoe: the login is refused: again in 40 s")
  trace:expects("fw.net=pppoe: the login is refused: again in 60 s", {within = "2m"})
  trace:expects("fw.net=pppoe: the login is refused: again in 60 s", {within = "2m"})
  lab:pppoe {user = "joe", password = "wrong", auth = row.auth} -- the provider sets it right
  up("2m")
end)

scenario("a service by its name", function()
  powered {PPPOE_Service_Name = "gold"}
  lab:pppoe {service = "silver"}
  power:on()
  lab:expects("pppoe: PADI for service \"gold\": not offered here")
  trace:expects("fw.net=pppoe: no concentrator answers: again in 5 s", {within = "1m"})
  lab:pppoe {service = "gold"}
  up("2m")
end)

scenario("name servers come with the address, and none does", function()
  powered {Profile_Rule = "http://prov.example.com/spa2102.cfg"}
  lab:host("prov.example.com", "192.168.1.200")
  lab:pppoe {dns = "192.168.1.250,192.168.1.200"}
  power:on()
  up()
  equal(fact("wan.dns2"), "192.168.1.200")
end)

scenario("no name server", function()
  powered()
  lab:pppoe {dns = "none"}
  power:on()
  up()
end)

-- 3 echoes of 30 s, and the pause.
scenario("a concentrator that was switched off and on is noticed by its silence", function()
  powered()
  lab:pppoe {}
  power:on()
  up()
  lab:pppoe_end("kill")
  trace:expects("fw.net=pppoe: the provider answers no echo: again in 5 s", {within = "125s"})
  trace:expects("fw.net=SEARCHING")
  up()
  equal(lab:count("pppoe: session 2 up"), 1)
end)

cases({{"padt", why = "ended by the provider (PADT)"}, {"terminate", why = "ended by the provider"}}, function(row)
  powered()
  lab:pppoe {}
  power:on()
  up()
  lab:pppoe_end(row[1])
  trace:expects("fw.net=pppoe: " .. row.why .. ": again in 5 s", {within = "1s"})
  led.power:is("slow")
  trace:expects("fw.net=UP", {within = "6s"})
end)

scenario("a session is refused", function()
  powered()
  lab:pppoe {refuse = true}
  power:on()
  trace:expects("fw.net=pppoe: the concentrator refuses a session: again in 5 s", {within = "1m"})
  lab:pppoe {}
  up()
end)

scenario("a cable that is out and in again", function()
  powered()
  lab:pppoe {}
  power:on()
  up()
  cable.wan:out()
  trace:expects("fw.net=DOWN")
  cable.wan:plug()
  trace:expects("fw.net=UP", {within = "2s"})
end)

scenario("a session before the power was cut is ended", function()
  powered()
  lab:pppoe {}
  power:on()
  up()
  power:off()
  power:on()
  trace:expects("fw.net=UP", {within = "1m"})
  equal(lab:count("pppoe: session 2 up"), 1)
end)

scenario("PPPOE,DHCP without a concentrator", function()
  powered {Connection_Type = "PPPOE,DHCP"}
  power:on()
  trace:expects("fw.net=no address by PPPOE: tries DHCP", {within = "1m"})
  up()
  equal(fact("wan.type"), "DHCP")
end)

scenario("PPPOE,DHCP with a wrong password", function()
  powered {Connection_Type = "PPPOE,DHCP", PPPOE_Login_Password = "wrong"}
  lab:pppoe {user = "joe", password = "sesame", dhcp = true}
  power:on()
  trace:expects("fw.net=no address by PPPOE: tries DHCP", {within = "1m"})
  up()
end)

scenario("PPPOE,DHCP with a concentrator", function()
  powered {Connection_Type = "PPPOE,DHCP"}
  lab:pppoe {dhcp = true}
  power:on()
  up()
  equal(fact("wan.type"), "PPPOE")
  equal(lab:count("dhcp: "), 0)
end)

scenario("DHCP,PPPOE without a DHCP server", function()
  powered {Connection_Type = "DHCP,PPPOE"}
  lab:pppoe {}
  power:on()
  trace:expects("fw.net=no address by DHCP: tries PPPOE", {within = "1m"})
  up()
  equal(fact("wan.type"), "PPPOE")
end)

scenario("DHCP,PPPOE tries one after the other until one has an address", function()
  powered {Connection_Type = "DHCP,PPPOE"}
  lab:pppoe {silent = true}
  power:on()
  trace:expects("fw.net=no address by DHCP: tries PPPOE", {within = "1m"})
  trace:expects("fw.net=no address by PPPOE: tries DHCP", {within = "1m"})
  trace:expects("fw.net=no address by DHCP: tries PPPOE", {within = "1m"})
  lab:pppoe {}
  up()
end)

-- What a poor cable loses, doubles, swaps and delays makes a session late, and no more.
cases({{"drop, CHAP", auth = "chap", fault = {drop = 0.25}}, {"drop, PAP", auth = "pap", fault = {drop = 0.25}},
       {"duplicate", auth = "chap", fault = {duplicate = 0.5}}, {"reorder", auth = "pap", fault = {reorder = 0.3}},
       {"delay", auth = "chap", fault = {delay = "700ms"}}}, function(row)
  powered()
  lab:pppoe {user = "joe", password = "sesame", auth = row.auth}
  lab:fault(row.fault)
  power:on()
  trace:expects("fw.net=UP", {within = "10m"})
  lab:heal()
  param:becomes("GPP_A", "by PPPoE", {within = "3h"})
end)
