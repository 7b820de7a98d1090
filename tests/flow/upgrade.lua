-- SPDX-License-Identifier: MIT
-- Firmware: the ways to another release, and the ones that are closed.
local steps = require "steps"

local function upgraded(version)
  trace:expects("fw.boot=restart: upgrade", {within = "10m"})
  trace:expects("fw.boot=release " .. version, {within = "2m"})
end

scenario("by Upgrade_Rule, and the LEDs on the way", function()
  lab:image("/new.img", "5.2.10")
  steps.provider {Upgrade_Rule = "( $SWVER lt 5.2 )? http://192.168.1.200/new.img"}
  power:on()
  led.power:blinks("slow", {within = "5m"})
  trace:expects("fw.upgrade=-> download", {within = "5m"})
  led.power:blinks("hb2", {within = "5m"})
  led.power:blinks("fast")
  upgraded("5.2.10")
  steps.menu()
  steps.ask("150", "5.2.10")
  equal(param.GPP_A, "from the provider", "what the old release knew")
end)

scenario("by a browser", function()
  unit {params = {Enable_WAN_Web_Server = true}}
  lab:image("/new.img", "5.2.10")
  steps.boot()
  web:upgrade("http://192.168.1.200/new.img")
  upgraded("5.2.10")
end)

scenario("by TFTP", function()
  unit {params = {Enable_WAN_Web_Server = true}}
  lab:image("/new.img", "5.2.10")
  steps.boot()
  web:upgrade("tftp://192.168.1.200/new.img")
  upgraded("5.2.10")
end)

scenario("back to the older release", function()
  unit {release = "5.2.10", params = {Enable_WAN_Web_Server = true}}
  lab:image("/old.img", "3.3.6")
  steps.boot()
  web:upgrade("http://192.168.1.200/old.img")
  upgraded("3.3.6")
end)

scenario("the power fails while it writes", function()
  unit {params = {Enable_WAN_Web_Server = true, GPP_A = "mine"}}
  lab:image("/new.img", "5.2.10")
  steps.boot()
  web:upgrade("http://192.168.1.200/new.img")
  trace:expects("fw.upgrade=-> write", {within = "5m"})
  power:off()
  wait("10s")
  from_now()
  power:on()
  trace:expects("fw.boot=bank A, release 3.3.6")
  equal(param.GPP_A, "mine")
end)

cases({{"truncate"}, {"signature"}, {"product"}}, function(row)
  unit {params = {Enable_WAN_Web_Server = true}}
  lab:image("/bad.img", "5.2.10", row[1])
  steps.boot()
  web:upgrade("http://192.168.1.200/bad.img")
  lab:expects("/bad.img", {within = "2m"})
  wait("5m")
  equal(trace:count("fw.boot=restart: upgrade"), 0)
  steps.menu()
  steps.ask("150", "3.3.6")
end)

scenario("in three steps by one rule", function()
  unit {params = {Resync_Random_Delay = 1}}
  for _, release in ipairs({"5.1.9", "5.2.10", "5.2.12"}) do lab:image("/" .. release .. ".img", release) end
  steps.provider {Upgrade_Rule = "($SWVER lt 5.1.9)? http://192.168.1.200/5.1.9.img" ..
                                 " | ($SWVER lt 5.2.10)? http://192.168.1.200/5.2.10.img" ..
                                 " | ($SWVER lt 5.2.12)? http://192.168.1.200/5.2.12.img"}
  power:on()
  for _, release in ipairs({"5.1.9", "5.2.10", "5.2.12"}) do
    trace:expects("fw.boot=release " .. release .. " confirmed", {within = "3h"})
  end
  equal(lab:count(".img: 200"), 3)
end)

scenario("not with Upgrade_Enable off", function()
  lab:image("/new.img", "5.2.10")
  steps.provider {Upgrade_Rule = "http://192.168.1.200/new.img", Upgrade_Enable = false}
  steps.provisioned()
  wait("3h")
  equal(lab:count("/new.img"), 0)
end)

scenario("not below Downgrade_Rev_Limit", function()
  unit {release = "5.2.10"}
  lab:image("/old.img", "3.3.6")
  steps.provider {Upgrade_Rule = "http://192.168.1.200/old.img", Downgrade_Rev_Limit = "5.1"}
  steps.provisioned()
  wait("10m")
  equal(trace:count("fw.boot=restart: upgrade"), 0)
  steps.menu()
  steps.ask("150", "5.2.10")
end)

scenario("again after Upgrade_Error_Retry_Delay", function()
  steps.provider {Upgrade_Rule = "http://192.168.1.200/new.img", Upgrade_Error_Retry_Delay = 600}
  steps.boot()
  lab:expects("GET /new.img: 404", {within = "5m"})
  local first = time()
  lab:expects("GET /new.img: 404", {within = "20m"})
  expect(math.abs(time() - first - 600) < 5)
  lab:image("/new.img", "5.2.10")
  lab:expects("GET /new.img: 200", {within = "20m"})
  upgraded("5.2.10")
end)
