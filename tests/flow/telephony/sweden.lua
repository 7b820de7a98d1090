-- SPDX-License-Identifier: MIT
-- Feature_Invocation_Method Sweden: a flash with two calls asks for a digit. recall; digits as in ETSI networks.
local account = require "account"

local function talk(more)
  account.unit({Password_1_ = "sesame", Feature_Invocation_Method = "Sweden", Dial_Plan_1_ = "(2xx)"}, more)
  lab:registrar {user = "1001", password = "sesame"}
  account.registers()
  local anna = lab:phone {number = "200", answers_after = "500ms"}
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("200")
  anna:talks()
  return anna
end

local function waits()
  local bob = lab:call {to = "1001", from = "300"}
  bob:expects("180 from 1001")
  return bob
end

local function invoke(key)
  phone[1]:flash()
  phone[1]:hears("feature invocation tone")
  phone[1]:dial(key)
end

-- The second call, with the first one on hold.
local function second()
  local cleo = lab:phone {number = "201", answers_after = "500ms"}
  phone[1]:flash()
  phone[1]:hears("second dial tone")
  phone[1]:dial("201")
  cleo:talks()
  wait("1s")
  return cleo
end

scenario("2 holds the call and answers the waiting one", function()
  local anna = talk()
  local bob = waits()
  invoke("2")
  anna:expects("held by 1001")
  bob:talks()
end)

scenario("1 ends the call and answers the waiting one", function()
  local anna = talk()
  local bob = waits()
  invoke("1")
  expect(anna:ends():find("^BYE") ~= nil)
  bob:talks()
  bob:says("tone 440 Hz")
  phone[1]:hears("440 Hz")
end)

scenario("0 refuses the waiting call", function()
  local anna = talk()
  local bob = waits()
  invoke("0")
  equal(bob:ends():match("^%d+"), "486")
  anna:says("tone 440 Hz")
  phone[1]:hears("440 Hz")
end)

scenario("another key, another flash or none: all stays as it is", function()
  local anna = talk()
  local bob = waits()
  invoke("9")
  phone[1]:flash()
  phone[1]:hears("feature invocation tone")
  phone[1]:flash()
  anna:says("tone 440 Hz")
  phone[1]:hears("440 Hz")
  phone[1]:flash()
  phone[1]:hears("feature invocation tone")
  anna:says("tone 620 Hz")
  phone[1]:hears("620 Hz", {within = "12s"})
  bob:hangs_up()
end)

-- The same with a call that waited.
local function pair()
  local bob = waits()
  invoke("2")
  bob:talks()
  wait("1s")
  return bob
end

for _, row in ipairs {{"dialled", second}, {"answered", pair}} do
  local how, other = row[1], row[2]
  scenario("1 with two calls, the second one " .. how .. ": back to the held one", function()
    local anna = talk()
    local cleo = other()
    invoke("1")
    expect(cleo:ends():find("^BYE") ~= nil)
    anna:expects("resumed by 1001")
  end)

  scenario("2 with two calls, the second one " .. how .. ": the other one", function()
    local anna = talk()
    local cleo = other()
    invoke("2")
    cleo:expects("held by 1001")
    anna:expects("resumed by 1001")
  end)

  scenario("3 joins two calls, the second one " .. how, function()
    local anna = talk()
    local cleo = other()
    invoke("3")
    anna:expects("resumed by 1001")
    anna:says("tone 880 Hz")
    cleo:hears("880 Hz")
  end)

  scenario("4 connects the two with each other, the second one " .. how, function()
    local anna = talk()
    local cleo = other()
    invoke("4")
    lab:expects("REFER")
    anna:says("tone 880 Hz")
    cleo:hears("880 Hz")
  end)
end

scenario("3 and 4 need their services", function()
  local anna = talk {Three_Way_Conf_Serv_1_ = "No"}
  local cleo = second()
  invoke("3")
  invoke("4")
  cleo:says("tone 620 Hz")
  phone[1]:hears("620 Hz")
  equal(anna:message("REFER "), nil)
end)
