-- SPDX-License-Identifier: MIT
-- The Internet port on a VLAN, with the provider behind a switch that knows this one only.

local function powered(more)
  local params = {Enable_VLAN = true, VLAN_ID = 5, Resync_Random_Delay = 1, Profile_Rule = "http://192.168.1.200/spa2102.cfg"}
  for key, value in pairs(more or {}) do params[key] = value end
  unit {params = params}
  lab:file("spa2102.cfg", profile {GPP_A = "by VLAN"})
end

cases({{"DHCP", more = {}}, {"static", more = {Connection_Type = "Static IP", Static_IP = "192.168.1.77",
        NetMask = "255.255.255.0", Gateway = "192.168.1.1", Primary_DNS = "192.168.1.200"}},
       {"PPPoE", more = {Connection_Type = "PPPOE"}}}, function(row)
  powered(row.more)
  if row[1] == "PPPoE" then lab:pppoe {} end
  lab:vlan(5)
  power:on()
  param:becomes("GPP_A", "by VLAN", {within = "2m"})
end)

scenario("another VLAN, and none", function()
  powered()
  lab:vlan(6)
  power:on()
  wait("1m")
  equal(lab:count("dhcp: "), 0)
  lab:vlan()
  wait("1m")
  equal(lab:count("dhcp: "), 0)
  lab:vlan(5)
  param:becomes("GPP_A", "by VLAN", {within = "3m"})
end)

scenario("faults see through the tag", function()
  powered()
  lab:vlan(5)
  lab:fault {drop = true, only = "dhcp"}
  power:on()
  wait("1m")
  equal(lab:count("dhcp: "), 0)
  lab:heal()
  param:becomes("GPP_A", "by VLAN", {within = "3m"})
end)
