-- SPDX-License-Identifier: MIT
-- Lines whose SIP_Transport is TCP or TLS (ATA 191 guide; RFC 3261 section 18).
local account = require "account"

local function up(transport, more)
  account.unit({Proxy_1_ = "sip.test", Password_1_ = "sesame", SIP_Transport_1_ = transport}, more)
  lab:file("x", "x")
  lab:host("sip.test", "192.168.1.200")
  lab:registrar {user = "1001", password = "sesame", transport = transport:lower()}
  power:on()
end

local function registered()
  lab:expects("sip: REGISTER 1001: 200", {within = "1m"})
  trace:expects("fw.sip=registered")
end

for _, transport in ipairs {"TCP", "TLS"} do
  scenario(transport .. ": a line registers, is called and calls, by one connection", function()
    up(transport)
    registered()
    local bob = lab:call {to = "1001"}
    bob:expects("180 from 1001")
    phone[1]:offhook()
    equal(bob:talks(), "talks to 1001, PCMU")
    bob:says("tone 1200 Hz")
    phone[1]:hears("1200 Hz")
    bob:hangs_up()
    bob:ends()
    phone[1]:onhook()
    wait("2s")
    local carol = lab:phone {number = "200", answers_after = "1s"}
    phone[1]:offhook()
    wait("1s")
    phone[1]:dial("200#")
    equal(carol:talks(), "talks to 1001, PCMU")
    phone[1]:onhook()
    expect(carol:ends():find("^BYE") ~= nil)
    equal(trace:count("fw.sip=" .. transport .. " to 192.168.1.200:506"), 2) -- opens, open
    expect(carol:message("INVITE "):find("Via: SIP/2.0/" .. transport .. " 192.168.1.100:5060;", 1, true) ~= nil)
    expect(carol:message("INVITE "):find(";transport=" .. transport:lower() .. ">", 1, true) ~= nil)
  end)
end

scenario("TCP: nothing is sent again, whatever the server's silence", function()
  up("TCP")
  lab:registrar {transport = "tcp", silent = true}
  lab:expects("sip: REGISTER 1001: no answer")
  wait("31s")
  equal(lab:count("sip: REGISTER 1001: no answer"), 1)
  trace:expects("fw.sip=not registered: no answer")
end)

scenario("TCP: a line that lost its connection registers again after Reg_Retry_Intvl", function()
  up("TCP", {Reg_Retry_Intvl = "20"})
  registered()
  local at = time()
  lab:registrar {transport = "tcp", close = true}
  trace:expects("fw.sip=TCP to 192.168.1.200:5060 closed")
  lab:expects("sip: REGISTER 1001: 200", {within = "1m"})
  expect(time() - at >= 20 and time() - at < 22)
end)

scenario("TCP: a request that waits when the connection is lost ends at once, and the next host is asked", function()
  up("TCP", {Use_DNS_SRV_1_ = "Yes", DNS_SRV_Auto_Prefix_1_ = "Yes"})
  lab:host("dead.test", "192.168.1.200")
  lab:host("good.test", "192.168.1.200")
  lab:srv("_sip._tcp.sip.test", "dead.test", {priority = 1, port = 5070}) -- nobody listens: refused
  lab:srv("_sip._tcp.sip.test", "good.test", {priority = 2})
  lab:expects("dns: _sip._tcp.sip.test: found")
  trace:expects("fw.sip=TCP to 192.168.1.200:5070 closed: connection refused")
  registered()
end)

scenario("TCP: a host that does not answer is given up after 15 s", function()
  up("TCP", {Proxy_1_ = "sip.test:SRV=192.168.1.250:5060:p=0|192.168.1.200:5060:p=1"})
  trace:expects("fw.sip=TCP to 192.168.1.250:5060 opens")
  local at = time()
  registered()
  expect(time() - at >= 15 and time() - at < 17)
end)

scenario("TCP: NOTIFY comes by the line's connection", function()
  up("TCP")
  registered()
  equal(lab:notify("resync", {user = "1001", password = "sesame"}), 200)
  trace:expects("fw.sip=resync from")
end)

scenario("TCP: a mailbox is subscribed to, and speaks, by the line's connection", function()
  up("TCP", {Voice_Mail_Server_1_ = "1001@sip.test"})
  lab:mailbox {user = "1001", new = 2}
  lab:expects("sip: SUBSCRIBE 1001: 200")
  trace:expects("fw.sip=in NOTIFY")
  equal(param.Message_Waiting_1_, "Yes")
  equal(trace:count("fw.sip=TCP to 192.168.1.200:5060 open"), 2) -- opens, open
end)

scenario("TCP and UDP: each line has its transport, and they call each other", function()
  up("TCP", {Proxy_2_ = "192.168.1.200", User_ID_2_ = "1002", Password_2_ = "sesame", Register_2_ = "No",
    Make_Call_Without_Reg_2_ = "Yes"})
  registered()
  phone[2]:offhook()
  wait("1s")
  phone[2]:dial("1001#")
  phone[1]:rings()
  phone[1]:offhook()
  trace:expects("fw.call=talks to 1002")
  wait("1s")
  phone[2]:onhook()
  phone[1]:hears("reorder tone")
end)

local function both()
  up("TCP", {Proxy_2_ = "sip.test", User_ID_2_ = "1002", Password_2_ = "sesame", SIP_Transport_2_ = "TCP"})
  lab:registrar {transport = "tcp"}
  lab:expects("sip: REGISTER 1001: 200")
  lab:expects("sip: REGISTER 1002: 200")
end

local function is_called(line)
  local bob = lab:call {to = "100" .. line, from = "30" .. line}
  bob:expects("180 from 100" .. line)
  phone[line]:rings()
  bob:hangs_up()
  bob:ends()
end

scenario("TCP: both lines have a connection each, and call each other", function()
  both()
  phone[1]:offhook()
  wait("1s")
  phone[1]:dial("1002#")
  phone[2]:rings()
  phone[2]:offhook()
  trace:expects("fw.call=talks to 1001")
  phone[1]:onhook()
  phone[2]:hears("reorder tone")
end)

scenario("TCP: the power fails and comes back, three times", function()
  both()
  for _ = 1, 3 do
    power:off()
    wait("5s")
    power:on()
    wait("30s")
    equal(fact("line1.registration"), "registered")
    equal(fact("line2.registration"), "registered")
  end
  is_called(1)
  is_called(2)
end)

scenario("TCP: the cable is out for two minutes, with a call", function()
  both()
  local bob = lab:call {to = "1001"}
  bob:expects("180 from 1001")
  phone[1]:offhook()
  bob:talks()
  cable.wan:out()
  wait("10s")
  phone[1]:onhook()
  wait("2m")
  equal(fact("line1.call1.state"), "idle")
  cable.wan:plug()
  lab:expects("sip: REGISTER 1002: 200", {within = "5m"})
  is_called(2)
end)

local function refused_by(what, options)
  up("TLS")
  lab:fault(options)
  trace:expects("fw.sip=TLS to 192.168.1.200:5061 closed: " .. what)
  equal(lab:count("sip: REGISTER 1001"), 0)
  trace:expects("fw.sip=not registered: no answer")
end

scenario("TLS: a server that no root of the firmware has signed is refused", function()
  refused_by("certificate of", {certificate = "wrong-ca"})
end)

scenario("TLS: a certificate of another name is refused", function()
  refused_by("certificate of stranger.test: not for sip.test", {certificate = "wrong-name"})
end)

scenario("TLS: a proxy that is an address is judged by that alone", function()
  up("TLS", {Proxy_1_ = "192.168.1.200"})
  registered()
end)
