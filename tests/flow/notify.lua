-- SPDX-License-Identifier: MIT
-- A provider's SIP NOTIFY (guide p.2-15, p.2-19): who may say what, and what comes of it.
local account = {User_ID_1_ = "100", Password_1_ = "sesame", User_ID_2_ = "200", Password_2_ = "parole"}

local function up(more)
  local parameters = {}
  for name, value in pairs(account) do parameters[name] = value end
  for name, value in pairs(more or {}) do parameters[name] = value end
  unit {release = "5.2.10", params = parameters}
  lab:file("spa2102.cfg", profile {GPP_A = "first"})
  power:on()
  param:becomes("GPP_A", "first")
  lab:file("spa2102.cfg", profile {GPP_A = "second"})
end

scenario("NOTIFY resync with the line's account fetches the profile, as an explicit request", function()
  up()
  equal(lab:notify("resync"), 200)
  param:becomes("GPP_A", "second", {within = "5s"})
  trace:expects("fw.resync=PRVST=-1")
end)

scenario("NOTIFY without a login, or with a wrong one, is challenged and not obeyed", function()
  up()
  equal(lab:notify("resync", {password = "wrong"}), 401)
  equal(lab:notify("resync", {user = "200", password = "parole"}), 401)
  wait("1m")
  equal(param.GPP_A, "first")
end)

scenario("line 2 has a port and an account of its own", function()
  up()
  equal(lab:notify("resync", {line = 2}), 200)
  param:becomes("GPP_A", "second", {within = "5s"})
end)

scenario("Auth_Resync-Reboot No obeys anybody", function()
  up {["Auth_Resync-Reboot_1_"] = "No"}
  equal(lab:notify("resync", {user = "nobody", password = "none"}), 200)
  param:becomes("GPP_A", "second", {within = "5s"})
end)

scenario("Resync_From_SIP No answers and does nothing", function()
  up {Resync_From_SIP = "No"}
  equal(lab:notify("resync"), 200)
  wait("1m")
  equal(param.GPP_A, "first")
end)

scenario("NOTIFY report sends the parameters to Report_Rule", function()
  up {Report_Rule = "http://192.168.1.200/report.xml"}
  lab:file("report.xml", function(request) return request.method end)
  equal(lab:notify("report"), 200)
  lab:expects("http: POST /report.xml: 200")
end)

scenario("restart_now is obeyed with a handset lifted, reboot waits for it", function()
  up()
  phone[1]:offhook()
  equal(lab:notify("reboot"), 200)
  wait("1m")
  phone[1]:onhook()
  trace:expects("fw.boot=bank A")
  trace:expects("fw.net=UP")
  phone[1]:offhook()
  equal(lab:notify("restart_now"), 200)
  trace:expects("fw.boot=bank A", {within = "30s"})
end)

scenario("an event that the unit does not know is 489", function()
  up()
  equal(lab:notify("presence"), 489)
end)

-- What production systems send to this model, which is not in the guide (fw/quirk.h: notify-strict).
scenario("check-sync fetches the profile", function()
  up()
  equal(lab:notify("check-sync"), 200)
  param:becomes("GPP_A", "second", {within = "5s"})
end)

cases({{"check-sync;reboot=true"}, {"reboot=true"}}, function(row)
  up()
  equal(lab:notify(row[1]), 200)
  trace:expects("fw.boot=restart: request", {within = "10s"})
end)

cases({{"3.3.6", status = 489}, {"5.1.9", status = 200}, {"5.2.10", status = 200}, {"5.2.12", status = 200}}, function(row)
  local parameters = {["Auth_Resync-Reboot_1_"] = "No"}
  unit {release = row[1], params = parameters}
  power:on()
  trace:expects("fw.net=UP")
  equal(lab:notify("check-sync"), row.status)
  equal(lab:notify("resync"), 200)
  equal(lab:notify("reboot=true"), row.status)
end)
