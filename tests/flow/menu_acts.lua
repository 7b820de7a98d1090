-- SPDX-License-Identifier: MIT
-- The options that do something, and the ones that do not exist.
local steps = require "steps"

scenario("73738 1# resets to the factory's state", function()
  unit {params = {GPP_A = "mine", Syslog_Server = "192.168.1.200"}}
  steps.boot()
  steps.menu()
  steps.ask("73738", "factory_reset", "confirm_reset")
  phone[1]:dial("1#")
  phone[1]:hears("option_successful")
  trace:expects("fw.boot=restart: reset to defaults")
  trace:expects("fw.boot=bank A")
  equal(param.GPP_A, "")
  equal(next(param:changed()), nil, "parameters that are not the factory's")
end)

scenario("73738 * keeps everything", function()
  unit {params = {GPP_A = "mine"}}
  steps.boot()
  steps.menu()
  steps.ask("73738", "factory_reset", "confirm_reset")
  phone[1]:dial("*")
  phone[1]:hears("cancelled")
  phone[1]:onhook()
  wait("1m")
  equal(param.GPP_A, "mine")
  equal(trace:count("fw.boot=restart"), 0)
end)

scenario("877778 1# resets what the user may change", function()
  unit {params = {GPP_A = "the provider's", Time_Zone = "GMT+01:00"}}
  steps.boot()
  steps.menu()
  steps.ask("877778", "user_reset", "confirm_reset")
  phone[1]:dial("1#")
  phone[1]:hears("option_successful")
  trace:expects("fw.boot=restart")
  equal(param.GPP_A, "the provider's", "a parameter that the user may not change")
end)

scenario("732668 restarts when the handset is down", function()
  steps.boot()
  steps.menu()
  phone[1]:dial("732668#")
  phone[1]:hears("option_successful")
  wait("5s")
  equal(trace:count("fw.boot=restart"), 0)
  phone[1]:onhook()
  trace:expects("fw.boot=restart")
end)

-- ATA 191 guide: EXIT on the keypad. Releases before 5.1.9 do not know it (inferred).
cases({{"5.2.10", hears = "goodbye"}, {"3.3.6", hears = "invalid_option"}}, function(row)
  unit {release = row[1], params = {Resync_On_Reset = "No"}}
  steps.boot()
  steps.menu()
  phone[1]:dial("3948#")
  phone[1]:hears(row.hears)
  if row.hears == "goodbye" then phone[1]:hears("reorder tone") end
end)

scenario("73738 is protected by Protect_IVR_FactoryReset", function()
  unit {release = "5.2.10", params = {Protect_IVR_FactoryReset = true, Admin_Passwd = "4711", GPP_A = "mine"}}
  steps.boot()
  steps.menu()
  steps.ask("73738", "enter_password")
  steps.ask("1234", "password_wrong")
  phone[1]:onhook()
  wait("1m")
  equal(param.GPP_A, "mine")
end)

cases({
  {"999", "invalid_option"}, {"111 while DHCP is on", "invalid_option", code = "111"},
  {"1910 in release 3.3.6", "invalid_option", code = "1910"},
}, function(row)
  steps.boot()
  steps.menu()
  steps.ask(row.code or row[1], row[2])
end)

scenario("the menu from telephone 2", function()
  steps.boot()
  steps.menu(2)
  phone[2]:dial("110#")
  phone[2]:hears("192.168.1.100")
end)

scenario("keys of 40 ms", function()
  steps.boot()
  phone[1]:timing("40ms", "40ms")
  steps.menu()
  steps.ask("150", "firmware_version", "3.3.6")
end)

scenario("hanging up forgets what was not saved", function()
  unit {params = {Primary_DNS = "192.168.1.7"}}
  steps.boot()
  steps.menu()
  steps.ask("161", "enter_value")
  steps.ask("192*168*1*53", "save_menu")
  phone[1]:onhook()
  wait("1m")
  equal(param.Primary_DNS, "192.168.1.7")
end)
