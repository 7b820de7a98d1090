-- SPDX-License-Identifier: MIT
-- What a technician sees at Debug_Server: each room of the firmware tells there, the more the higher Debug_Level is.

local steps = require "steps"
local server = "192.168.1.200"

cases({
  {"silent", level = 0, none = {"resync: ", "param: ", "line[1]: ", "ivr[1]: "}},
  {"what happens", level = 1, some = {"boot: SPA-2102", "resync: done", "ivr[1]: store 1: done"}, none = {"param: ", "line[1]: "}},
  {"why", level = 2, some = {"param: commit by resync: 2 values", "param: commit by ivr"}, none = {"line[1]: ", "ivr[1]: say"}},
  {"how", level = 3, some = {"line[1]: on-hook -> dial-tone", "line[1]: tone Dial_Tone", "ivr[1]: say main_menu"},
   none = {"line[1]: key"}},
}, function(row)
  unit {params = {Debug_Server = server, Debug_Level = row.level, Make_Call_Without_Reg_1_ = "Yes"}}
  lab:file("spa2102.cfg", profile {GPP_A = "customer 4711", Resync_Random_Delay = 0})
  power:on()
  trace:expects("fw.resync=done", {within = "2m"})
  steps.menu()
  steps.set("7932", "ask_web_server", "1")
  phone[1]:onhook()
  wait("10s")
  for _, text in ipairs(row.some or {}) do
    equal(syslog:count(text) > 0, true, "at Debug_Server: " .. text)
  end
  for _, text in ipairs(row.none or {}) do
    equal(syslog:count(text), 0, "at Debug_Server at this level: " .. text)
  end
end)

-- Recovery has no parameters, so there is nobody to tell; and afterwards Debug_Server is as before.
scenario("recovery", function()
  unit {release = "5.2.10", params = {Debug_Server = server, Debug_Level = 3}}
  lab:image("/spa.bin", "5.2.10")
  power:corrupt()
  power:on()
  trace:expects("fw.boot=recovery: bank", {within = "5m"})
  equal(syslog:count(""), 0)
  syslog:expects("boot: SPA-2102", {within = "2m"})
end)
