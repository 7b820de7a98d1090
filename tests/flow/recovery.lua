-- SPDX-License-Identifier: MIT
-- Both banks of firmware are bad: what a customer sees, and what helps.
local steps = require "steps"

local function broken(prepare)
  unit {release = "5.2.10", params = {GPP_A = "mine", Resync_On_Reset = false, Resync_After_Upgrade_Attempt = false}}
  if prepare then prepare() end
  power:corrupt()
  power:on()
  led.power:blinks("sos")
end

scenario("an image by TFTP, and the LEDs on the way", function()
  broken(function() lab:image("/spa.bin", "5.2.10") end)
  trace:expects("fw.boot=recovery: asking tftp://192.168.1.200:69/spa.bin")
  led.power:blinks("slow")
  led.power:blinks("hb2")
  led.power:blinks("fast")
  trace:expects("fw.boot=bank A, release 5.2.10", {within = "2m"})
  led.power:blinks("on", {within = "1m"})
  equal(param.GPP_A, "mine")
  steps.menu()
  steps.ask("150", "5.2.10")
end)

scenario("nobody is there, and then a provider", function()
  broken()
  phone[1]:offhook()
  phone[1]:hears("silence", {within = "20s"})
  phone[1]:onhook()
  wait("1h")
  led.power:is("sos")
  lab:image("/spa.bin", "3.3.6")
  from_now()
  trace:expects("fw.boot=bank A, release 3.3.6", {within = "2m"})
  equal(param.GPP_A, "mine")
end)

cases({{"truncate", says = "incomplete file"}, {"signature", says = "wrong signature"}, {"product", says = "wrong product"}},
  function(row)
    broken(function() lab:image("/spa.bin", "5.2.10", row[1]) end)
    trace:expects("fw.boot=recovery: failed: " .. row.says, {within = "1m"})
    trace:expects("fw.boot=recovery: failed: " .. row.says, {within = "1m"})
    lab:image("/spa.bin", "5.2.10")
    trace:expects("fw.boot=bank A, release 5.2.10", {within = "2m"})
  end)
