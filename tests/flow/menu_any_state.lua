-- SPDX-License-Identifier: MIT
-- The voice menu works whenever firmware runs (guide p.1-7, "from any state"): a provider's letter may begin with "pull
-- the cable". Without a network there is no dial tone, nor on a line that
-- is not registered, unless Make_Call_Without_Reg is Yes or the line has no proxy to register with.
local states = {
  {"no cable", begin = function() cable.wan:out() power:on() wait("1m") end},
  {"the cable was pulled", begin = function() power:on() wait("1m") cable.wan:out() wait("10s") end},
  {"no DHCP server", begin = function() lab:fault {drop = true, only = "dhcp"} power:on() wait("1m") end},
  {"a static address without a netmask", params = {Connection_Type = "Static IP", Static_IP = "192.168.1.77"}},
  {"a static address that another one has",
   params = {Connection_Type = "Static IP", Static_IP = "192.168.1.200", NetMask = "255.255.255.0"}},
  {"PPPoE, and nobody answers", params = {Connection_Type = "PPPOE"}},
  {"the line is switched off", has_tone = true, params = {Line_Enable_1_ = "No", Line_Enable_2_ = "No", Make_Call_Without_Reg_1_ = "Yes"}},
  {"no provisioning server", has_tone = true, params = {Profile_Rule = "http://192.168.1.250/nobody.cfg", Make_Call_Without_Reg_1_ = "Yes"}},
  {"not registered", params = {Proxy_1_ = "192.168.1.250", User_ID_1_ = "1001"}},
  {"without a proxy", has_tone = true, params = {}},
}

local function lift(state)
  unit {params = state.params or {}}
  if state.begin then state.begin() else power:on() wait("1m") end
  phone[1]:offhook()
  local heard = phone[1]:listen("2s")
  equal(heard[1] == "tone dial", state.has_tone == true, "a dial tone")
  phone[1]:dial("****")
  phone[1]:hears("main_menu")
end

for _, state in ipairs(states) do
  scenario("a factory reset: " .. state[1], function()
    lift(state)
    phone[1]:dial("73738#")
    phone[1]:hears("confirm_reset")
    phone[1]:dial("1#")
    phone[1]:hears("option_successful")
    trace:expects("fw.boot=reset to defaults", {within = "10s"})
    expect(next(param:changed()) == nil)
  end)

  scenario("an option that is set: " .. state[1], function()
    lift(state)
    phone[1]:dial("101#")
    phone[1]:hears("ask_connection_type")
    phone[1]:dial("0#")
    phone[1]:hears("save_menu")
    phone[1]:dial("1")
    phone[1]:hears("option_successful")
    phone[1]:onhook()
    param:becomes("Connection_Type", "DHCP")
  end)
end

-- The network may come and go meanwhile.
scenario("the cable goes and comes while the menu is used", function()
  power:on()
  trace:expects("fw.net=UP")
  phone[1]:offhook()
  phone[1]:dial("****")
  phone[1]:hears("main_menu")
  cable.wan:out()
  wait("10s")
  phone[1]:dial("140#")
  phone[1]:hears("mac_address")
  cable.wan:plug()
  trace:expects("fw.net=UP")
  phone[1]:dial("150#")
  phone[1]:hears("firmware_version")
end)

scenario("what is there to announce without a network", function()
  cable.wan:out()
  power:on()
  wait("1m")
  phone[1]:offhook()
  phone[1]:dial("****")
  phone[1]:hears("main_menu")
  phone[1]:dial("110#")
  phone[1]:hears("not_available")
end)
