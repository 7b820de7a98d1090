-- SPDX-License-Identifier: MIT
-- Where a line registers: SRV records (RFC 2782, ATA 191 guide), and what it takes back (Remove_Last_Reg).
local account = require "account"

local function up(more)
  account.unit({Proxy_1_ = "sip.test", Password_1_ = "sesame", Use_DNS_SRV_1_ = "Yes", DNS_SRV_Auto_Prefix_1_ = "Yes",
    Enable_WAN_Web_Server = "Yes"}, more)
  lab:file("x", "x")
  lab:registrar {user = "1001", password = "sesame"}
end

local function two_hosts()
  lab:host("dead.sip.test", "192.168.1.250")
  lab:host("good.sip.test", "192.168.1.200")
end

scenario("the hosts of a service are tried by priority, and the first again after Proxy_Fallback_Intvl", function()
  up {Proxy_Fallback_Intvl_1_ = "600"}
  two_hosts()
  lab:srv("_sip._udp.sip.test", "good.sip.test", {priority = 20})
  lab:srv("_sip._udp.sip.test", "dead.sip.test", {priority = 10})
  power:on()
  lab:expects("dns: _sip._udp.sip.test: found")
  local first = time()
  lab:expects("sip: REGISTER 1001: 200", {within = "1m"})
  expect(time() - first >= 31 and time() - first < 40)
  local n = lab:count("dns: dead.sip.test")
  wait("700s")
  expect(lab:count("dns: dead.sip.test") > n)
end)

scenario("of hosts with the same priority the heavier is first", function()
  up()
  two_hosts()
  lab:srv("_sip._udp.sip.test", "dead.sip.test", {weight = 1})
  lab:srv("_sip._udp.sip.test", "good.sip.test", {weight = 9})
  power:on()
  lab:expects("sip: REGISTER 1001: 200", {within = "20s"})
  equal(lab:count("dns: dead.sip.test"), 0)
end)

scenario("Based on SRV Port: the order is that of the ports", function()
  up {Proxy_Redundancy_Method_1_ = "Based on SRV Port"}
  two_hosts()
  lab:srv("_sip._udp.sip.test", "dead.sip.test", {priority = 1, port = 5090})
  lab:srv("_sip._udp.sip.test", "good.sip.test", {priority = 2, port = 5060})
  power:on()
  lab:expects("sip: REGISTER 1001: 200", {within = "20s"})
end)

scenario("without the prefix the name is the service's, and without records it is a host's", function()
  up {DNS_SRV_Auto_Prefix_1_ = "No", Proxy_1_ = "_sip._udp.sip.test"}
  two_hosts()
  lab:srv("_sip._udp.sip.test", "good.sip.test")
  power:on()
  lab:expects("sip: REGISTER 1001: 200", {within = "20s"})
end)

scenario("a service without records falls back to the address of the name", function()
  up()
  lab:host("sip.test", "192.168.1.200")
  power:on()
  lab:expects("dns: _sip._udp.sip.test: no such name")
  lab:expects("sip: REGISTER 1001: 200", {within = "20s"})
end)

scenario("a port in Proxy asks for no records", function()
  up {Proxy_1_ = "sip.test:5060"}
  lab:host("sip.test", "192.168.1.200")
  power:on()
  lab:expects("sip: REGISTER 1001: 200", {within = "20s"})
  equal(lab:count("_sip._udp"), 0)
end)

scenario("the last Contact is taken back when another one takes its place", function()
  up {Proxy_1_ = "192.168.1.200", Remove_Last_Reg = "Yes", User_ID_1_ = "1000", Auth_ID_1_ = "1001", Use_Auth_ID_1_ = "Yes"}
  power:on()
  lab:expects("sip: REGISTER 1000: 200")
  web:submit("Voice/Line 1", {["User ID"] = "1001"})
  lab:expects("sip: REGISTER 1001: 200, 0 s")
  lab:expects("sip: REGISTER 1001: 200, 3600 s")
end)

scenario("a nonce that became stale costs one more request", function()
  up {Proxy_1_ = "192.168.1.200"}
  lab:registrar {user = "1001", password = "sesame", stale = 1}
  power:on()
  lab:expects("sip: REGISTER 1001: 401")
  lab:expects("sip: REGISTER 1001: 401, stale")
  lab:expects("sip: REGISTER 1001: 200")
end)

scenario("a registrar that is slow gets each request again, and answers count once", function()
  up {Proxy_1_ = "192.168.1.200"}
  lab:registrar {slow = "3s"}
  account.registers()
  trace:expects("fw.sip=registered")
  equal(lab:count("sip: REGISTER 1001: 200"), 3)
  wait("1h")
  expect(lab:count("sip: REGISTER 1001: 200") <= 6)
end)

scenario("423 names the least expiry", function()
  up {Proxy_1_ = "192.168.1.200", Register_Expires_1_ = "60"}
  lab:registrar {min_expires = 900}
  power:on()
  lab:expects("sip: REGISTER 1001: 423")
  lab:expects("sip: REGISTER 1001: 200, 900 s")
end)

-- services: {name, target, options}
local function call_without_registration(services, more, transport)
  local parameters = {Register_1_ = "No", Make_Call_Without_Reg_1_ = "Yes"}
  for name, value in pairs(more or {}) do parameters[name] = value end
  up(parameters)
  two_hosts()
  lab:registrar {transport = transport}
  for _, s in ipairs(services) do lab:srv(s[1], s[2], s[3]) end
  local carol = lab:phone {number = "200", answers_after = "1s"}
  power:on()
  trace:expects("fw.net=UP")
  wait("1s")
  phone[1]:offhook()
  wait("1s")
  phone[1]:dial("200#")
  return carol
end

scenario("a call without registration asks for the hosts, and the second after Timer B", function()
  local carol = call_without_registration {{"_sip._udp.sip.test", "good.sip.test", {priority = 20}},
    {"_sip._udp.sip.test", "dead.sip.test", {priority = 10}}}
  lab:expects("dns: _sip._udp.sip.test: found", {within = "5s"})
  local at = time()
  lab:expects("phone 200: talks to 1001", {within = "1m"})
  expect(time() - at >= 32 and time() - at < 35)
  phone[1]:onhook()
  expect(carol:ends():find("^BYE") ~= nil)
end)

scenario("by TCP a host that refuses the connection costs no time", function()
  call_without_registration({{"_sip._tcp.sip.test", "good.sip.test", {priority = 20}},
    {"_sip._tcp.sip.test", "good.sip.test", {priority = 10, port = 5070}}}, {SIP_Transport_1_ = "TCP"}, "tcp")
  lab:expects("dns: _sip._tcp.sip.test: found", {within = "5s"})
  trace:expects("fw.sip=TCP to 192.168.1.200:5070 closed: connection refused")
  lab:expects("phone 200: talks to 1001", {within = "5s"})
end)

scenario("a host that is dialled has services too", function()
  call_without_registration({{"_sip._udp.other.test", "good.sip.test"}}, {Dial_Plan_1_ = "(xxx<:@other.test>)"})
  lab:expects("dns: _sip._udp.other.test: found", {within = "5s"})
  lab:expects("phone 200: talks to 1001", {within = "5s"})
end)
