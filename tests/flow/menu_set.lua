-- SPDX-License-Identifier: MIT
-- Every option of the voice menu that sets something: nothing changes before the handset is down, then it has.
local steps = require "steps"

local static = {Connection_Type = "Static IP", Static_IP = "192.168.1.120", NetMask = "255.255.255.0",
                Gateway = "192.168.1.1"}

cases({
  {"101 static address", code = "101", ask = "ask_connection_type", keys = "1", element = "Connection_Type", value = "Static IP"},
  {"101 PPPoE", code = "101", ask = "ask_connection_type", keys = "2", element = "Connection_Type", value = "PPPOE"},
  {"111 Internet address", code = "111", ask = "enter_value", keys = "192*168*1*150", element = "Static_IP",
   value = "192.168.1.150", params = static},
  {"121 network mask", code = "121", ask = "enter_value", keys = "255*255*0*0", element = "NetMask", value = "255.255.0.0",
   params = static},
  {"131 gateway", code = "131", ask = "enter_value", keys = "192*168*1*254", element = "Gateway", value = "192.168.1.254",
   params = static},
  {"161 DNS server", code = "161", ask = "enter_value", keys = "192*168*1*53", element = "Primary_DNS", value = "192.168.1.53"},
  {"201 bridge", code = "201", ask = "ask_networking_service", keys = "1", element = "Networking_Service", value = "Bridge"},
  {"211 LAN address", code = "211", ask = "enter_value", keys = "10*0*0*1", element = "LAN_IP_Address", value = "10.0.0.1"},
  {"221 LAN mask", code = "221", ask = "enter_value", keys = "255*255*255*128", element = "LAN_Subnet_Mask", value = "255.255.255.128"},
  {"1911 SIP transport of line 1", code = "1911", ask = "ask_sip_transport", keys = "1", element = "SIP_Transport_1_", value = "TCP"},
  {"1921 SIP transport of line 2", code = "1921", ask = "ask_sip_transport", keys = "2", element = "SIP_Transport_2_", value = "TLS"},
  {"7932 web server", code = "7932", ask = "ask_web_server", keys = "1", element = "Enable_WAN_Web_Server", value = "Yes"},
}, function(row)
  unit {release = "5.2.10", params = row.params or {}}
  power:on()
  wait("20s")
  local before = param[row.element]
  steps.menu()
  steps.set(row.code, row.ask, row.keys)
  equal(param[row.element], before, "the value while the handset is up")
  phone[1]:onhook()
  param:becomes(row.element, row.value)
end)
