-- SPDX-License-Identifier: MIT
-- The unit's own provisioning by each way to an address: first contact, periods, names, NOTIFY, an upgrade, a power cut,
-- and the voice menu.
local steps = require "steps"

local names = {Primary_DNS = "192.168.1.200"}
local static = {Connection_Type = "Static IP", Static_IP = "192.168.1.77", NetMask = "255.255.255.0", Gateway = "192.168.1.1"}
local ways = {
  {"DHCP", says = "dhcp", params = {}},
  {"static", says = "static_ip", params = static},
  {"PPPoE by CHAP", says = "pppoe", params = {Connection_Type = "PPPOE"}, pppoe = {auth = "chap"}},
  {"PPPoE by PAP", says = "pppoe", params = {Connection_Type = "PPPOE"}, pppoe = {auth = "pap"}},
  {"PPPOE,DHCP without PPPoE", says = "dhcp", params = {Connection_Type = "PPPOE,DHCP"}},
  {"DHCP,PPPOE without DHCP", says = "pppoe", params = {Connection_Type = "DHCP,PPPOE"}, pppoe = {}},
  {"DHCP on a VLAN", says = "dhcp", params = {Enable_VLAN = true, VLAN_ID = 5}, vlan = 5},
  {"PPPoE on a VLAN", says = "pppoe", params = {Connection_Type = "PPPOE", Enable_VLAN = true, VLAN_ID = 6}, vlan = 6, pppoe = {}},
  {"bridge", says = "dhcp", params = {Networking_Service = "Bridge"}},
  {"automatic bridge", says = "dhcp", params = {Networking_Service = "Auto"}},
  {"static in a bridge", says = "static_ip", bridge = true, params = static, more = {Networking_Service = "Bridge"}},
  {"DHCP with a cloned MAC address", says = "dhcp", params = {Enable_MAC_Clone_Service = true, Cloned_MAC_Address = "001122334455"}},
}

local function boot(way, values)
  local params = {PPPOE_Login_Name = "joe", PPPOE_Login_Password = "sesame", Resync_Random_Delay = 1,
                  Profile_Rule = "http://prov.example.com/spa2102.cfg", Resync_Periodic = 3600}
  for _, more in ipairs {names, way.params, way.more or {}, values or {}} do
    for key, value in pairs(more) do params[key] = value end
  end
  unit {release = "5.1.9", params = params}
  lab:host("prov.example.com", "192.168.1.200")
  lab:file("spa2102.cfg", profile {GPP_A = "from the provider", Syslog_Server = "192.168.1.200"})
  if way.pppoe then lab:pppoe {user = "joe", password = "sesame", auth = way.pppoe.auth} end
  if way.vlan then lab:vlan(way.vlan) end
  power:on()
  trace:expects("fw.net=UP", {within = "2m"})
  param:becomes("GPP_A", "from the provider", {within = "3m"})
end

for _, way in ipairs(ways) do
  scenario(way[1] .. ": each hour, by NOTIFY, and after a power cut", function()
    boot(way)
    local before = lab:count("http: GET /spa2102.cfg")
    wait("6h")
    equal(lab:count("http: GET /spa2102.cfg") - before, 6)
    lab:file("spa2102.cfg", profile {GPP_B = "by NOTIFY"})
    equal(lab:notify("resync", {user = "", password = ""}) > 0, true)
    param:becomes("GPP_B", "by NOTIFY", {within = "2h"})
    power:off()
    lab:file("spa2102.cfg", profile {GPP_B = "after the cut"})
    power:on()
    param:becomes("GPP_B", "after the cut", {within = "3m"})
  end)

  scenario(way[1] .. ": an upgrade, and the voice menu", function()
    boot(way)
    lab:image("/new.img", "5.2.10")
    lab:file("spa2102.cfg", profile {Upgrade_Rule = "($SWVER lt 5.2)? http://prov.example.com/new.img"})
    trace:expects("fw.boot=release 5.2.10", {within = "2h"})
    trace:expects("fw.net=UP", {within = "2m"})
    wait("1m")
    steps.menu()
    steps.ask("100", "internet_connection_type", way.says)
    steps.ask("110", "internet_ip_address")
  end)
end
