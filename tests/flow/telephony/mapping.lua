-- SPDX-License-Identifier: MIT
-- NAT mapping in calls: SPA-841 guide p.47, Sipura administration guide p.67. REGISTER: tests/flow/registration.c.
local account = require "account"

local function invite(more)
  account.unit({Register_1_ = "No", Make_Call_Without_Reg_1_ = "Yes", EXT_IP = "203.0.113.9", EXT_SIP_Port_1_ = "7060",
    EXT_RTP_Port_Min = "30000"}, more)
  local anna = lab:phone {number = "200"}
  power:on()
  trace:expects("fw.sip=port 5060: open")
  wait("10s")
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("200#")
  anna:rings()
  return anna:message("INVITE ")
end

scenario("an INVITE names the mapped address and ports; its Call-ID the own address", function()
  local text = invite {NAT_Mapping_Enable_1_ = "Yes"}
  expect(text:find("\r\nContact: <sip:1001@203.0.113.9:7060>\r\n", 1, true) ~= nil)
  expect(text:find("\r\nc=IN IP4 203.0.113.9\r\n", 1, true) ~= nil)
  local port = tonumber(text:match("\r\nm=audio (%d+) "))
  expect(port >= 30000 and port <= 30098 and port % 2 == 0)
  expect(text:match("\r\nVia: SIP/2.0/UDP ([%d.]+):5060;") == text:match("\r\nCall%-ID: %x+%-%x+@([%d.]+)\r\n"))
  expect(text:match("\r\nCall%-ID: ([^\r]+)"):find("203.0.113.9", 1, true) == nil)
  equal(tostring(fact("line1.call1.mapped_rtp_port")), tostring(port))
end)

scenario("without NAT_Mapping_Enable the external address is not in use", function()
  local text = invite {}
  equal(text:find("203.0.113.9", 1, true), nil)
  expect(tonumber(text:match("\r\nm=audio (%d+) ")) < 16483)
end)
