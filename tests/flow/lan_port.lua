-- SPDX-License-Identifier: MIT
-- The PC at the LAN port: the pages are open there whatever the Internet port does, and faults are on that cable.

scenario("the pages at the LAN port", function()
  unit {params = {Resync_On_Reset = false}}
  power:on()
  cable.lan:plug()
  trace:expects("fw.net=UP")
  equal(web:get("/", {port = "lan"}), 200)
  cable.wan:out()
  trace:expects("fw.net=DOWN")
  equal(web:get("/", {port = "lan"}), 200)
  equal(web:post("/admin/asipura.spa", {["30255"] = "office"}, {port = "lan"}), 200)
  param:becomes("HostName", "office")
end)

scenario("faults of the LAN cable leave the other one alone", function()
  unit {params = {Resync_On_Reset = false, Enable_WAN_Web_Server = true}}
  power:on()
  cable.lan:plug()
  trace:expects("fw.net=UP")
  lab:fault {drop = 0.3, port = "lan"}
  equal(web:get("/", {port = "lan"}), 200)
  expect(lab:count("fault: drop") > 0)
  local before = lab:count("fault: drop")
  equal(web:get("/"), 200)
  equal(lab:count("fault: drop"), before)
  lab:heal()
  equal(web:get("/", {port = "lan"}), 200)
  equal(lab:count("fault: drop"), before)
end)
