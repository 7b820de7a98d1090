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

-- Guide p.2-3, 2-12: a rule names its port; the provider listens there too.
cases({
  {"tftp at a port", by = "tftp", url = "tftp://prov.telco.com:6900/Linksys/config/spa2102.cfg", port = 6900},
  {"http at a port", by = "http", url = "http://prov.telco.com:8080/Linksys/config/spa2102.cfg", port = 8080},
  {"https at a port", by = "https", url = "https://prov.telco.com:8443/Linksys/config/spa2102.cfg", port = 8443},
}, function(row)
  unit {params = {Profile_Rule = row.url, Resync_Random_Delay = 0, Syslog_Server = "192.168.1.200"}}
  lab:host("prov.telco.com", "192.168.1.200")
  lab:file("Linksys/config/spa2102.cfg", profile {GPP_A = "$PORT"})
  lab:port(row.by, row.port)
  lab:port(row.by, row.port) -- twice is once
  power:on()
  syslog:expects("Successful resync " .. row.by .. "://192.168.1.200:" .. row.port .. "/Linksys/config/spa2102.cfg")
  equal(lab.requests[1].protocol, row.by)
end)

scenario("a port that is not opened stays closed", function()
  unit {params = {Profile_Rule = "tftp://192.168.1.200:6901/x.cfg", Resync_Random_Delay = 0, Syslog_Server = "192.168.1.200"}}
  lab:file("x.cfg", profile {GPP_A = "1"})
  lab:port("tftp", 6900)
  power:on()
  syslog:expects("Resync failed: tftp timeout")
end)

-- Guide p.1-7, 2-12: the TFTP server's name or address comes with the lease.
cases({
  {"option 66 is a name", options = {option66 = "tftp.telco.com"}, seen = "Successful resync tftp://192.168.1.200:69/spa2102.cfg"},
  {"option 66 is an address", options = {option66 = "192.168.1.200"}, seen = "Successful resync tftp://192.168.1.200:69/spa2102.cfg"},
  {"no option 66, but others", options = {option66 = "none", option150 = "192.168.1.200", option160 = "http://192.168.1.200/"}, seen = "Resync failed: no server"},
}, function(row)
  unit {params = {Resync_Random_Delay = 0, Syslog_Server = "192.168.1.200"}}
  lab:host("tftp.telco.com", "192.168.1.200")
  lab:file("spa2102.cfg", profile {GPP_A = "1"})
  lab:dhcp(row.options)
  power:on()
  syslog:expects(row.seen)
end)

scenario("a lease without a time server, and a short one", function()
  unit {params = {Resync_On_Reset = "No"}}
  lab:dhcp {option42 = "none", lease = "10m"}
  power:on()
  lab:expects("dhcp: lease of 192.168.1.100 for 600 s")
  wait("2m")
  equal(lab:count("ntp: "), 0)
  lab:expects("dhcp: lease of 192.168.1.100 for 600 s", {within = "10m"}) -- renewed at half its time, RFC 2131 section 4.4.5
end)

-- Guide p.2-18: a report by tftp is a write.
local function reporting()
  unit {params = {Report_Rule = "tftp://192.168.1.200/$MA/rep.xml", GPP_A = "4711", Resync_On_Reset = "No",
                  ["Auth_Resync-Reboot_1_"] = "No", User_ID_1_ = "1001"}}
  power:on()
  trace:expects("fw.net=UP")
end

scenario("a report by TFTP is taken, and a function sees it", function()
  reporting()
  lab:notify("report")
  trace:expects("fw.report=sent")
  local seen
  lab:file("000e08210207/rep.xml", function(request) seen = request return "" end)
  lab:notify("report")
  lab:expects("bytes received", {within = "10s"})
  lab:expects("bytes received", {within = "10s"})
  equal(seen.method, "WRQ")
  contains(seen.body, "<GPP_A ua=\"na\">4711</GPP_A>")
end)

scenario("a report by TFTP is refused", function()
  reporting()
  lab:answer("000e08210207/rep.xml", {status = 403})
  lab:notify("report")
  trace:expects("fw.report=failed")
end)
