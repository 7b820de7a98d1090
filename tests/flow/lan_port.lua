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

local far = "192.168.1.1"
scenario("the PC gets an address, and reaches the Internet through the unit", function()
  unit {params = {Resync_On_Reset = false}}
  power:on()
  cable.lan:plug()
  trace:expects("fw.net=UP")
  equal(lab:pc_lease(), "192.168.0.2")
  trace:expects("fw.net=lan lease 192.168.0.2")
  equal(lab:pc_ping("192.168.0.1"), 0)
  equal(lab:pc_ping(far), 0)
  lab:fault {delay = "50ms"}
  equal(lab:pc_ping(far), 100)
  cable.wan:out()
  trace:expects("fw.net=DOWN")
  equal(lab:pc_ping(far), -1)
  equal(web:get("/", {port = "lan"}), 200)
end)

cases({{"by PPPoE", params = {Connection_Type = "PPPOE"}, ip = "192.168.0.2", pppoe = true},
       {"by a static address", params = {Connection_Type = "Static IP", Static_IP = "192.168.1.77", NetMask = "255.255.255.0",
        Gateway = far}, ip = "192.168.0.2"},
       {"on a VLAN", params = {Enable_VLAN = true, VLAN_ID = 5}, ip = "192.168.0.2", vlan = 5},
       {"of another pool", params = {DHCP_Client_Starting_IP_Address = 40}, ip = "192.168.0.40"},
       {"of a bridge: the provider's", params = {Networking_Service = "Bridge"}, ip = "192.168.1.101"}}, function(row)
  row.params.Resync_On_Reset = false
  unit {release = "5.2.10", params = row.params}
  if row.pppoe then lab:pppoe {} end
  if row.vlan then lab:vlan(row.vlan) end
  power:on()
  cable.lan:plug()
  trace:expects("fw.net=UP", {within = "2m"})
  equal(lab:pc_lease(), row.ip)
  equal(lab:pc_ping(far), 0)
end)
