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
