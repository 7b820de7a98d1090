-- SPDX-License-Identifier: MIT
-- The trace says why: what a technician would look for otherwise.

scenario("no option 66 in the lease", function()
  lab:fault {no_option_66 = true}
  power:on()
  trace:expects("fw.resync=failed: no server: the rule names none, and no option 66 came with the lease")
end)

scenario("which alternative is taken", function()
  unit {params = {Profile_Rule = '("$A" eq "x")? http://192.168.1.200/x | http://192.168.1.200/y'}}
  lab:file("y", profile {GPP_B = "y"})
  power:on()
  trace:expects("fw.resync=Profile_Rule: alternative 2 is taken")
  param:becomes("GPP_B", "y")
end)

scenario("no alternative is taken", function()
  unit {params = {Profile_Rule = '("$A" eq "x")? http://192.168.1.200/x'}}
  power:on()
  trace:expects("fw.resync=Profile_Rule: no condition is true")
end)

scenario("a rule without a condition has nothing to choose", function()
  lab:file("spa2102.cfg", profile {GPP_B = "y"})
  power:on()
  param:becomes("GPP_B", "y")
  equal(trace:count("fw.resync=is taken"), 0)
end)

scenario("capitals of a file's name", function()
  unit {params = {Profile_Rule = "http://192.168.1.200/SPA$MA.cfg", Profile_Rule_B = ""}}
  lab:file("spa000E08210207.cfg", profile {GPP_B = "y"})
  power:on()
  lab:expects('http: there is "spa000E08210207.cfg": capitals count in the name of a file')
  trace:expects("fw.resync=failed: File Not Found")
end)

scenario("capitals of a file's name, by TFTP", function()
  lab:file("SPA2102.cfg", profile {GPP_B = "y"})
  power:on()
  lab:expects('tftp: there is "SPA2102.cfg": capitals count in the name of a file')
end)

cases({
  {"no such scheme", rule = "ftp://192.168.1.200/x", why = "Profile_Rule_B, character 1: the scheme is none of tftp, http, https"},
  {"no path", rule = "http://192.168.1.200", why = "Profile_Rule_B, character 1: the filepath, which starts with '/', is missing"},
  {"an option of a later product", rule = "[--uid x] http://192.168.1.200/x", why = "Profile_Rule_B, character 2: not an option"},
}, function(row)
  unit {params = {Profile_Rule = "", Profile_Rule_B = row.rule, Resync_Random_Delay = 0, Syslog_Server = "192.168.1.200"}}
  power:on()
  trace:expects("fw.resync=failed: bad rule: " .. row.why)
  equal(syslog:expects("failed"):match("failed: .*"), "failed: bad rule") -- $ERR is what it was
end)

scenario("a Report_Rule and an Upgrade_Rule that cannot be read", function()
  unit {params = {Profile_Rule = "", Report_Rule = "http://192.168.1.200", Upgrade_Rule = "https://192.168.1.200/x",
                  ["Auth_Resync-Reboot_1_"] = "No", User_ID_1_ = "1001", Resync_Random_Delay = 0}}
  power:on()
  trace:expects("fw.upgrade=failed: bad rule: Upgrade_Rule, character 1: firmware is fetched by tftp or http only")
  lab:notify("report")
  trace:expects("fw.report=it cannot be read: Report_Rule, character 1: the filepath")
end)
