-- SPDX-License-Identifier: MIT
-- The provider as a script: what it learns of a request, and what a test can ask about it afterwards.

cases({{"http"}, {"https"}, {"tftp"}}, function(row)
  local protocol = row[1]
  local query = protocol ~= "tftp" and "?mac=$MA&sn=a:%20b" or ""
  unit {params = {Profile_Rule = protocol .. "://192.168.1.200/prov.php" .. query, Resync_Random_Delay = 1}}
  lab:file("prov.php", function(request)
    return profile {GPP_A = request.protocol, GPP_B = request.path, GPP_C = request.query, GPP_D = request.method}
  end)
  power:on()
  param:becomes("GPP_A", protocol, {within = "3m"})
  equal(param.GPP_B, "/prov.php")
  equal(param.GPP_C, protocol ~= "tftp" and "mac=000e08210207&sn=a:%20b" or "")
  equal(param.GPP_D, protocol ~= "tftp" and "GET" or "RRQ")
  local seen = lab.requests[#lab.requests]
  equal(seen.protocol, protocol)
  equal(seen.path, "/prov.php")
  equal(seen.query, param.GPP_C)
  equal(seen.status, 200)
end)

-- A server that only takes note of what is posted has no profile for the unit, and that is no failure.
cases({{"204", status = 204}, {"200 and nothing", status = 200}}, function(row)
  unit {params = {Profile_Rule = "[--post a] http://192.168.1.200/register", GPP_A = "$MA", Resync_Random_Delay = 1}}
  local posted
  lab:file("register", function(request)
    posted = request.body
    return "", row.status
  end)
  power:on()
  trace:expects("fw.resync=done", {within = "3m"})
  equal(posted, "000e08210207")
end)

-- Guide p.4-8: a relic that is always true, in a condition and as a text.
scenario("$UPGCOND expands to true", function()
  unit {params = {Profile_Rule = "($UPGCOND)? http://192.168.1.200/$UPGCOND.xml", Resync_Random_Delay = 1}}
  lab:file("true.xml", profile {GPP_A = "yes"})
  power:on()
  param:becomes("GPP_A", "yes", {within = "3m"})
end)

-- A panel's address may end in a slash.
cases({
  {"a text", "a/", function() return profile {GPP_A = "1"} end},
  {"computed", "a/", function() return function(request) return profile {GPP_A = request.query == "mac=000e08210207" and 1 or 2} end end},
  {"two slashes inside", "a//b/", function() return profile {GPP_A = "1"} end},
  {"the root", "/", function() return profile {GPP_A = "1"} end},
}, function(row)
  unit {params = {Enable_WAN_Web_Server = true, Resync_On_Reset = "No"}}
  lab:file(row[2], row[3]())
  power:on()
  trace:expects("fw.net=UP")
  web:resync("http://192.168.1.200/" .. row[2]:gsub("^/", "") .. "?mac=$MA")
  param:becomes("GPP_A", "1", {within = "10s"})
end)
