-- SPDX-License-Identifier: MIT
-- Where the guide says two things: what a unit does without a quirk, and with it (fw/quirk.h has the pages).
local function start(quirk, params)
  params.Resync_Random_Delay = params.Resync_Random_Delay or 0
  unit {release = "5.2.10", params = params, quirks = quirk:find("^without") and {} or {quirk}}
end

local function seconds(line)
  return tonumber(line:match("([%d.]+) s"))
end

scenario("random-delay-seconds: the first contact comes within 2 s, not within 40", function()
  start("random-delay-seconds", {Resync_Random_Delay = 2})
  power:on()
  equal(seconds(trace:expects("fw.resync=first contact")) <= 2, true)
end)

cases({{"without retry-zero-at-once", retries = 0}, {"retry-zero-at-once", retries = 1}}, function(row)
  start(row[1], {Resync_Error_Retry_Delay = 0})
  power:on()
  lab:expects("tftp: RRQ /spa2102.cfg: ")
  wait("10s")
  equal(lab:count("tftp: RRQ /spa2102.cfg: ") > row.retries, true)
  if row.retries == 0 then equal(lab:count("tftp: RRQ /spa2102.cfg: "), 1) end
end)

scenario("forced-delay-from-idle: a resync waits until the lines have been idle for so long", function()
  start("forced-delay-from-idle", {Forced_Resync_Delay = 100})
  lab:file("spa2102.cfg", profile {GPP_A = "late"})
  power:on()
  wait("50s")
  phone[1]:offhook()
  wait("10s")
  phone[1]:onhook()
  wait("95s")
  equal(param.GPP_A, "")
  param:becomes("GPP_A", "late", {within = "10s"})
end)

cases({{"without upgrade-any-line", begins = false}, {"upgrade-any-line", begins = true}}, function(row)
  start(row[1], {Upgrade_Rule = "http://192.168.1.200/new.img", Resync_On_Reset = "No"})
  lab:image("/new.img", "5.2.12")
  power:on()
  phone[2]:offhook()
  if row.begins then
    lab:expects("http: GET /new.img: 200")
  else
    wait("10m")
    equal(lab:count("/new.img"), 0)
  end
end)

cases({{"without resync-after-restart", resyncs = 1}, {"resync-after-restart", resyncs = 2}}, function(row)
  start(row[1], {})
  lab:file("spa2102.cfg", profile {HostName = "restarts"})
  power:on()
  trace:expects("fw.boot=after parameter change")
  wait("2m")
  equal(lab:count("tftp: RRQ /spa2102.cfg"), row.resyncs)
end)

cases({{"without pn-plain", name = "SPA-2102"}, {"pn-plain", name = "SPA2102"}}, function(row)
  start(row[1], {Profile_Rule = "/$PN.xml"})
  power:on()
  lab:expects("tftp: RRQ /" .. row.name .. ".xml")
end)

cases({{"without scheme-capitals", url = "tftp://"}, {"scheme-capitals", url = "TFTP://"}}, function(row)
  start(row[1], {Syslog_Server = "192.168.1.200"})
  lab:file("spa2102.cfg", profile {GPP_A = "1"})
  power:on()
  syslog:expects("Successful resync " .. row.url .. "192.168.1.200:69/spa2102.cfg")
end)

cases({{"without certificates-never-expire", value = ""}, {"certificates-never-expire", value = "secure"}}, function(row)
  start(row[1], {Profile_Rule = "https://provider.test/a.cfg"})
  lab:file("a.cfg", profile {GPP_A = "secure"})
  lab:fault {certificate = "expired"}
  power:on()
  trace:expects("fw.resync=sync -> wait", {within = "3m"})
  equal(param.GPP_A, row.value)
end)

cases({{"without upgrade-loop-guard", failures = 0}, {"upgrade-loop-guard", failures = 1}}, function(row)
  start(row[1], {Upgrade_Rule = "($SWVER lt 9.0)? http://192.168.1.200/new.img", Resync_On_Reset = "No",
                 Resync_After_Upgrade_Attempt = "No", Syslog_Server = "192.168.1.200"})
  lab:image("/new.img", "5.2.12")
  power:on()
  syslog:expects(row.failures == 0 and "Successful upgrade" or "Upgrade failed: rule would loop", {within = "10m"})
  wait("3h")
  equal(syslog:count("Successful upgrade"), 1 - row.failures)
  equal(syslog:count("rule would loop") > 0, row.failures > 0)
end)

cases({{"without reset-asks-password", says = "confirm_reset"}, {"reset-asks-password", says = "enter_password"}}, function(row)
  start(row[1], {Admin_Passwd = "4711"})
  power:on()
  trace:expects("fw.net=UP")
  phone[1]:offhook()
  phone[1]:dial("****")
  phone[1]:hears("main_menu")
  phone[1]:dial("73738#")
  phone[1]:hears(row.says)
end)

cases({{"without notify-strict", status = 200}, {"notify-strict", status = 489}}, function(row)
  start(row[1], {["Auth_Resync-Reboot_1_"] = "No"})
  power:on()
  trace:expects("fw.net=UP")
  equal(lab:notify("check-sync"), row.status)
  equal(lab:notify("reboot=true"), row.status)
  equal(lab:notify("resync"), 200)
end)
