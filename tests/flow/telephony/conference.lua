-- SPDX-License-Identifier: MIT
-- Conferences of three: who hears whom, no echo of oneself, and who leaves.
local account = require "account"

local function confer(more)
  account.unit({Password_1_ = "sesame"}, more)
  lab:registrar {}
  account.registers()
  local anna = lab:phone {number = "200", answers_after = "500ms"}
  local bert = lab:phone {number = "300", answers_after = "500ms", codecs = "PCMA"}
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("200#")
  anna:talks()
  phone[1]:flash()
  phone[1]:hears("second dial tone")
  phone[1]:dial("300#")
  bert:talks()
  wait("100ms")
  phone[1]:flash()
  anna:expects("resumed by 1001")
  return anna, bert
end

scenario("each tone is heard by the two others, and not by who says it", function()
  local anna, bert = confer {Conference_Tone = ""}
  anna:says("tone 440 Hz")
  bert:hears("440 Hz")
  phone[1]:hears("440 Hz")
  bert:says("tone 880 Hz")
  anna:hears("880 Hz")
  anna:says("silence")
  phone[1]:hears("880 Hz")
  phone[1]:speak(1200, "8s")
  anna:hears("880+1200 Hz")
  bert:hears("1200 Hz")
  anna:says("tone 440 Hz")
  bert:hears("440+1200 Hz")
end)

scenario("Conference_Tone is for our user alone", function()
  local anna, bert = confer {Conference_Tone = "350@-19;20(.5/.5/1)"}
  phone[1]:hears("conference tone")
  bert:says("tone 880 Hz")
  anna:hears("880 Hz") -- without 350 Hz
  anna:says("tone 440 Hz")
  bert:hears("440 Hz")
end)

for who, name in ipairs {"first", "second"} do
  scenario("the " .. name .. " party hangs up: the other one stays", function()
    local two = {confer()}
    local goes, stays = two[who], two[3 - who]
    goes:hangs_up()
    goes:ends()
    stays:says("tone 440 Hz")
    phone[1]:hears("440 Hz")
    phone[1]:speak(880, "2s")
    stays:hears("880 Hz")
    phone[1]:onhook()
    stays:ends()
  end)
end

scenario("a party that is held by its own user falls silent for the others, and comes back", function()
  local anna, bert = confer()
  anna:says("tone 440 Hz")
  bert:hears("440 Hz")
  anna:holds()
  bert:hears("silence")
  bert:says("tone 880 Hz")
  phone[1]:hears("880 Hz")
  anna:resumes()
  bert:hears("440 Hz")
end)

scenario("Conference_Bridge_URL: both are sent there, and the unit calls it too", function()
  local parameters = {Conference_Bridge_URL_1_ = "bridge@192.168.1.200"}
  parameters.Proxy_1_, parameters.User_ID_1_, parameters.Resync_On_Reset = "192.168.1.200", "1001", "No"
  unit {release = "5.2.10", params = parameters}
  lab:registrar {}
  account.registers()
  -- A telephone has one call: the bridge takes that of 200 alone, who reports nothing of it; nor does 300.
  local anna = lab:phone {number = "200", answers_after = "500ms", notify = false}
  local bert = lab:phone {number = "300", answers_after = "500ms", notify = false}
  local bridge = lab:phone {number = "bridge", answers_after = "500ms"}
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("200#")
  anna:talks()
  phone[1]:flash()
  phone[1]:hears("second dial tone")
  phone[1]:dial("300#")
  bert:talks()
  wait("100ms")
  phone[1]:flash()
  anna:expects("is sent to bridge")
  bert:expects("is sent to bridge")
  bridge:talks()
  anna:expects("let go by 1001")
  bert:ends()
  phone[1]:hears("busy tone")
  expect(bridge:message("INVITE "):find("From: [^\r]*sip:1001@") ~= nil)
end)

scenario("an early conference: the party that rings is heard by both as soon as it answers", function()
  unit {release = "5.2.10", params = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001", Resync_On_Reset = "No"}}
  lab:registrar {}
  account.registers()
  local anna = lab:phone {number = "200", answers_after = "500ms"}
  local bert = lab:phone {number = "300"}
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("200#")
  anna:talks()
  phone[1]:flash()
  phone[1]:hears("second dial tone")
  phone[1]:dial("300#")
  phone[1]:hears("ring back tone")
  phone[1]:flash()
  anna:expects("resumed by 1001")
  anna:says("tone 620 Hz")
  bert:answers()
  bert:talks()
  bert:hears("620 Hz")
  bert:says("tone 880 Hz")
  anna:hears("880 Hz")
end)
