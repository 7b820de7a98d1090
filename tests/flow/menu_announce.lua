-- SPDX-License-Identifier: MIT
-- Every option of the voice menu that says something.
local steps = require "steps"

cases({
  {"100 connection type", code = "100", "internet_connection_type", "dhcp"},
  {"110 Internet address", code = "110", "internet_ip_address", "192.168.1.100"},
  {"120 network mask", code = "120", "netmask", "255.255.255.0"},
  {"130 gateway", code = "130", "gateway", "192.168.1.1"},
  {"140 MAC address", code = "140", "mac_address", "000e08210207"},
  {"150 firmware version", code = "150", "firmware_version", "5.2.10"},
  {"160 DNS server", code = "160", "primary_dns", "192.168.1.200"},
  {"170 web server port", code = "170", "web_server_port", "80"},
  {"210 LAN address", code = "210", "lan_ip_address", "192.168.0.1"},
  {"220 LAN mask", code = "220", "lan_netmask", "255.255.255.0"},
  {"1910 SIP transport of line 1", code = "1910", "sip_transport", "udp"},
  {"1920 SIP transport of line 2", code = "1920", "sip_transport", "udp"},
}, function(row)
  unit {release = "5.2.10"}
  steps.boot()
  steps.menu()
  steps.ask(row.code, row[2], row[3])
end)
