-- SPDX-License-Identifier: MIT
-- Behind a NAT: STUN (RFC 3489; Sipura administration guide p.67), messages that keep it open (ATA 191 guide).
-- What is written into messages: mapping.lua, tests/flow/registration.c; the Via switches: tests/flow/sip_notify.c.
local account = require "account"

local function up(more)
  account.unit({NAT_Mapping_Enable_1_ = "Yes"}, more)
  lab:registrar {}
end

-- The last such message of the unit: the beginning of the copy for Debug_Server, with points for line ends.
local function sent(start)
  local last
  for _, line in ipairs(syslog.lines) do
    if line:find(start, 1, true) == 1 then last = line end
  end
  return last
end

local function mapped()
  return tostring(fact("wan.external_ip")) .. ":" .. tostring(fact("line1.mapped_sip_port"))
end

scenario("a STUN server tells the address and port before the line registers", function()
  up {STUN_Enable = "Yes", STUN_Server = "stun.test", EXT_IP = "198.51.100.7", EXT_SIP_Port_1_ = "5070"}
  lab:host("stun.test", "192.168.1.200")
  lab:stun {}
  local anna = lab:phone {number = "200"}
  power:on()
  lab:expects("stun: 192.168.1.100 is 203.0.113.9:7060")
  lab:expects("sip: REGISTER 1001: 200")
  equal(mapped(), "203.0.113.9:7060")
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("200#")
  anna:rings()
  local text = anna:message("INVITE ")
  expect(text:find("\r\nContact: <sip:1001@203.0.113.9:7060>\r\n", 1, true) ~= nil)
  expect(text:find("\r\nc=IN IP4 203.0.113.9\r\n", 1, true) ~= nil)
  expect(text:find("\r\nVia: SIP/2.0/UDP 192.168.1.100:5060;", 1, true) ~= nil)
end)

scenario("a silent STUN server holds the line up for 9.5 s; then EXT_IP counts", function()
  up {STUN_Enable = "Yes", STUN_Server = "192.168.1.200", EXT_IP = "198.51.100.7"}
  lab:stun {silent = true}
  power:on()
  lab:expects("stun: no answer")
  local from = time()
  lab:expects("sip: REGISTER 1001: 200", {within = "12s"})
  equal(time() - from, 9.5)
  equal(lab:count("stun: no answer"), 9)
  equal(mapped(), "198.51.100.7:5060")
end)

-- How the server sees the unit, what it tells, and for how long the tests go on.
for _, row in ipairs {{"open", "Open Internet Detected", 0}, {"firewall", "Symmetric Firewall Detected", 9.5},
                      {"full_cone", "Full Cone NAT Detected", 0}, {"restricted", "Restricted Cone NAT Detected", 9.5},
                      {"port_restricted", "Restricted Cone NAT Detected", 19},
                      {"symmetric", "Symmetric NAT Detected", 9.5}} do
  scenario("STUN_Test_Enable behind a NAT of the kind " .. row[1], function()
    up {STUN_Enable = "Yes", STUN_Test_Enable = "Yes", STUN_Server = "192.168.1.200:3478", Debug_Server = "192.168.1.200",
        SIP_Debug_Option_1_ = "full"}
    lab:stun {nat = row[1]}
    power:on()
    lab:expects("stun: 192.168.1.100 is ")
    local from = time()
    trace:expects("fw.sip=STUN: " .. row[2], {within = "25s"})
    equal(time() - from, row[3])
    lab:expects("sip: REGISTER 1001: 200")
    expect(sent("REGISTER "):find('..Warning: 399 spa "' .. row[2]:sub(1, 8), 1, true) ~= nil)
    local is_mapped = row[1] ~= "symmetric" and row[1] ~= "open" and row[1] ~= "firewall"
    equal(mapped(), is_mapped and "203.0.113.9:7060" or row[1] == "symmetric" and ":" or ":5060")
  end)
end

for _, bad in ipairs {"wrong_id", "short", "long_attribute", "zero_address", "other_sender"} do
  scenario("a STUN answer that is bad (" .. bad .. ") is not believed", function()
    up {STUN_Enable = "Yes", STUN_Server = "192.168.1.200"}
    lab:stun {bad = bad, count = 2}
    power:on()
    lab:expects("stun: 192.168.1.100 is 203.0.113.9:7060, badly said")
    lab:expects("sip: REGISTER 1001: 200")
    equal(lab:count("badly said"), 2)
    equal(mapped(), "203.0.113.9:7060")
  end)
end

scenario("a STUN server that refuses is not asked again", function()
  up {STUN_Enable = "Yes", STUN_Server = "192.168.1.200"}
  lab:stun {bad = "error"}
  power:on()
  trace:expects("fw.sip=STUN: STUN Server Not Responding")
  lab:expects("sip: REGISTER 1001: 200")
  equal(lab:count("badly said"), 1)
end)

scenario("a name that does not exist is a server that is not reachable", function()
  up {STUN_Test_Enable = "Yes", STUN_Server = "nowhere.test"}
  power:on()
  trace:expects("fw.sip=STUN: STUN Server Not Reachable", {within = "1m"})
  lab:expects("sip: REGISTER 1001: 200")
end)

scenario("STUN is asked anew when its parameters change", function()
  up {Enable_WAN_Web_Server = "Yes"}
  lab:stun {}
  account.registers()
  web:submit("Voice/SIP", {["STUN Enable"] = "yes", ["STUN Server"] = "192.168.1.200"})
  lab:expects("sip: REGISTER 1001: 200", {within = "1m"})
  wait("2s")
  equal(mapped(), "203.0.113.9:7060")
end)

scenario("keep-alive: a NOTIFY every 15 s, with the line's own names", function()
  up {NAT_Keep_Alive_Enable_1_ = "Yes", Debug_Server = "192.168.1.200", SIP_Debug_Option_1_ = "full", Handle_VIA_rport = "Yes"}
  power:on()
  trace:expects("fw.sip=out keep-alive (NOTIFY) to 192.168.1.200:5060", {within = "30s"})
  local from = time()
  trace:expects("fw.sip=out keep-alive (NOTIFY) to 192.168.1.200:5060", {within = "16s"})
  equal(time() - from, 15)
  local text = sent("NOTIFY ")
  expect(text:find("^NOTIFY sip:192.168.1.200 SIP/2.0%.%.Via: ") ~= nil)
  expect(text:find("..From: <sip:1001@192.168.1.200>;tag=%x+o0%.%.To: <sip:1001@192.168.1.200>%.%.") ~= nil)
  expect(text:find("..Event: keep-alive..User-Agent: ", 1, true) ~= nil)
end)

scenario("keep-alive: an empty datagram from the RTP port, also while the call is on hold", function()
  up {NAT_Keep_Alive_Enable_1_ = "Yes", NAT_Keep_Alive_Msg_1_ = ""}
  local anna = lab:phone {number = "200", answers_after = "1s"}
  account.registers()
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("200#")
  anna:talks()
  phone[1]:flash()
  anna:expects("held by 1001")
  wait("50s")
  equal(lab:count("phone 200: keep-alive"), 3)
end)

scenario("keep-alive: REGISTER, other text, another place and time, off", function()
  up {NAT_Keep_Alive_Enable_1_ = "Yes", NAT_Keep_Alive_Msg_1_ = "$REGISTER", NAT_Keep_Alive_Intvl = "40",
      Enable_WAN_Web_Server = "Yes"}
  power:on()
  trace:expects("fw.sip=out keep-alive (REGISTER) to 192.168.1.200:5060", {within = "1m"})
  web:submit("Voice/Line 1", {["NAT Keep Alive Msg"] = "ping", ["NAT Keep Alive Dest"] = "192.168.1.7:9"})
  trace:expects("fw.sip=out keep-alive (keep-alive) to 192.168.1.7:9", {within = "2m"})
  web:submit("Voice/Line 1", {["NAT Keep Alive Enable"] = "no"})
  wait("10s")
  local n = trace:count("fw.sip=out keep-alive")
  wait("10m")
  equal(trace:count("fw.sip=out keep-alive"), n)
end)
