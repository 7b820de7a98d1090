-- SPDX-License-Identifier: MIT
-- Who may ask what of a line: CVE-2009-5140, Restrict_Source_IP, Auth_INVITE (into.lua).
local account = require "account"

local function up(more, quirks)
  account.unit({Password_1_ = "sesame"}, more, quirks)
  lab:registrar {}
  account.registers()
end

local function talk(options)
  options.number, options.answers_after = "200", "500ms"
  local anna = lab:phone(options)
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("200#")
  anna:talks()
  return anna
end

scenario("a peer that challenges BYE gets a digest of the line's password (CVE-2009-5140)", function()
  up()
  local anna = talk {challenges = true}
  phone[1]:onhook()
  anna:expects("challenges BYE")
  anna:expects('got a login with BYE: Digest username="1001",realm="attacker",nonce="f00d",uri="sip:200@')
  anna:ends()
end)

for _, row in ipairs {{"BYE", "onhook"}, {"INVITE", "flash"}} do
  scenario("refuse-peer-challenge: " .. row[1] .. " within a call carries no login", function()
    up({}, {"refuse-peer-challenge"})
    local anna = talk {challenges = true}
    phone[1][row[2]](phone[1])
    anna:expects("challenges " .. row[1])
    wait("1m")
    equal(lab:count("got a login"), 0)
    equal(lab:count("challenges"), 1)
    equal(tostring(fact("line1.call1.state")), row[1] == "BYE" and "idle" or "hold")
  end)
end

scenario("refuse-peer-challenge: a proxy that challenges the first INVITE gets the login", function()
  up({}, {"refuse-peer-challenge"})
  lab:registrar {user = "1001", password = "sesame", calls = true}
  talk {}
end)

-- The proxy is an address that does not answer.
for _, row in ipairs {{"No", 200}, {"Yes", 0}} do
  scenario("Restrict_Source_IP " .. row[1] .. ": a NOTIFY from elsewhere than the proxy", function()
    unit {release = "5.2.10", params = {Proxy_1_ = "192.168.1.7", User_ID_1_ = "1001", Password_1_ = "sesame",
      Resync_On_Reset = "No", Restrict_Source_IP_1_ = row[1]}}
    power:on()
    trace:expects("fw.net=UP")
    equal(lab:notify("keep-alive"), row[2])
  end)
end
