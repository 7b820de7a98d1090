-- SPDX-License-Identifier: MIT
-- In a call: hold, keys, codecs, losses, statistics; and calls between the unit's two lines.
local account = require "account"

local function up(more)
  account.unit({Password_1_ = "sesame", Proxy_2_ = "192.168.1.200", User_ID_2_ = "1002"}, more)
  lab:registrar {}
  account.registers()
end

local function talk(options)
  options = options or {}
  options.number, options.answers_after = "200", "500ms"
  local anna = lab:phone(options)
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("200#")
  anna:talks()
  return anna
end

scenario("the other side holds and resumes", function()
  up()
  local anna = talk()
  anna:says("tone 440 Hz")
  phone[1]:hears("440 Hz")
  anna:holds()
  phone[1]:hears("holding tone")
  expect(anna:message("SIP/2.0 200"):find("a=recvonly") ~= nil)
  anna:resumes()
  phone[1]:hears("440 Hz")
end)

scenario("a flash holds the call and gives the second dial tone; another one resumes it", function()
  up()
  local anna = talk()
  phone[1]:flash()
  anna:expects("held by 1001")
  phone[1]:hears("second dial tone")
  expect(anna:message("INVITE "):find("a=sendonly") ~= nil)
  phone[1]:flash()
  anna:expects("resumed by 1001")
  anna:says("tone 440 Hz")
  phone[1]:hears("440 Hz")
end)

for _, way in ipairs {{"AVT", "rtp"}, {"INFO", "info"}, {"InBand", "inband"}, {"Auto", "rtp"}} do
  scenario("keys by DTMF_Tx_Method " .. way[1], function()
    up {DTMF_Tx_Method_1_ = way[1]}
    local anna = talk()
    phone[1]:dial("159#")
    anna:receives("159#", {how = way[2]})
  end)
end

for _, row in ipairs {{"AVT", "Yes", "rtp"}, {"AVT", "No", "inband"}, {"Auto", "No", "inband"}, {"INFO", "No", "info"}} do
  scenario("a letter by DTMF_Tx_Method " .. row[1] .. ", Detect_ABCD " .. row[2], function()
    up {DTMF_Tx_Method_1_ = row[1], Detect_ABCD = row[2]}
    local anna = talk()
    phone[1]:dial("A")
    anna:receives("A", {how = row[3]})
    phone[1]:dial("7")
    anna:receives("7", {how = row[1] == "INFO" and "info" or "rtp"})
  end)
end

scenario("Auto sends tones to who takes no events", function()
  up {DTMF_Tx_Method_1_ = "Auto"}
  local anna = talk {events = false}
  phone[1]:dial("42")
  anna:receives("42", {how = "inband"})
end)

scenario("keys of the other side are played to the telephone", function()
  up {DTMF_Playback_Length = ".9"}
  local anna = talk()
  for _, how in ipairs {"rtp", "info", "inband"} do
    anna:dtmf("5", {how = how, time = "500ms"})
    phone[1]:hears("sound")
    phone[1]:hears("silence")
  end
  equal(trace:count("fw.media=key 5 of the other side (RFC 4733)"), 1)
end)

for _, codec in ipairs {"PCMU", "PCMA", "G726-16", "G726-24", "G726-32", "G726-40"} do
  scenario("a call in " .. codec, function()
    up()
    local anna = talk {codecs = codec}
    anna:says("tone 1000 Hz")
    phone[1]:hears("1000 Hz")
    phone[1]:speak(880, "2s")
    anna:hears("880 Hz")
  end)
end

scenario("a tenth of the packets is lost: the tone is still one", function()
  up()
  local anna = talk {loses_rtp = 0.1}
  anna:says("tone 440 Hz")
  phone[1]:hears("440 Hz")
  wait("30s")
  phone[1]:onhook()
  local sent, received = anna:ends():match("sent (%d+), received (%d+)")
  expect(tonumber(sent) > 1500 and tonumber(received) > 1000)
end)

scenario("Stats_In_BYE tells what was sent", function()
  up {Stats_In_BYE = "Yes"}
  local anna = talk()
  wait("30s")
  phone[1]:onhook()
  anna:ends()
  local ps, os = anna:message("BYE "):match("P%-RTP%-Stat: PS=(%d+),OS=(%d+),")
  expect(tonumber(ps) >= 1000)
  equal(tonumber(os), tonumber(ps) * 240)
end)

scenario("RTCP as often as RTCP_Tx_Interval says", function()
  up {RTCP_Tx_Interval = "5"}
  local anna = talk()
  wait("21s")
  expect(lab:count("phone 200: rtcp SR SDES") >= 4)
  phone[1]:onhook()
  anna:expects("rtcp SR SDES BYE")
end)

scenario("three minutes of talk keep step: no packet too many, none too few", function()
  up()
  local anna = talk()
  wait("3m")
  phone[1]:onhook()
  local sent, received = anna:ends():match("sent (%d+), received (%d+)")
  expect(math.abs(received * 30 - sent * 20) < 1000)
end)

scenario("line 1 calls line 2 through the provider's proxy", function()
  up()
  lab:expects("sip: REGISTER 1002: 200")
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("1002#")
  phone[2]:rings()
  phone[1]:hears("ring back tone")
  phone[2]:offhook()
  phone[1]:speak(880, "2s")
  phone[2]:hears("880 Hz")
  phone[2]:speak(620, "2s")
  phone[1]:hears("620 Hz")
  phone[2]:onhook()
  phone[1]:hears("reorder tone")
end)
