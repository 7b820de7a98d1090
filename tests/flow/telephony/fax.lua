-- SPDX-License-Identifier: MIT
-- Fax machines and modems: ATA 191 guide (parameters), T.30 and V.25 (tones). A whole fax: tests/flow/fax.c.
local account = require "account"

local function up(more)
  account.unit({Proxy_2_ = "192.168.1.200", User_ID_2_ = "1002", Preferred_Codec_1_ = "G726-32", Preferred_Codec_2_ = "G726-32",
    FAX_Enable_T38_1_ = "No", FAX_Enable_T38_2_ = "No"}, more)
  lab:registrar {}
  power:on()
  lab:expects("sip: REGISTER 1002: 200")
end

local function dial(number)
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial(number .. "#")
end

local function talk(options)
  options = options or {}
  options.number, options.answers_after = "200", "500ms"
  options.codecs = options.codecs or "PCMU,PCMA,G726-32"
  local anna = lab:phone(options)
  dial("200")
  anna:talks()
  return anna
end

local function is_fax()
  return tostring(fact("line1.call1.fax"))
end

-- Line 1 calls line 2.
local function talk_to_each_other()
  dial("1002")
  phone[2]:rings()
  phone[2]:offhook()
  trace:expects("fw.call=talks to 1002")
end

scenario("CED of the telephone: NSE, and G.711 without a re-INVITE, on both sides", function()
  up()
  talk_to_each_other()
  equal(fact("line1.call1.encoder"), "G726-32")
  equal(is_fax(), "no")
  phone[2]:speak(2100, "3s")
  trace:expects("fw.call[2]=CED of the telephone: NSE")
  trace:expects("fw.call[1]=NSE of the peer: data follow")
  wait("1s")
  for line = 1, 2 do
    equal(fact("line" .. line .. ".call1.encoder"), "G711u")
    equal(fact("line" .. line .. ".call1.decoder"), "G711u")
    equal(tostring(fact("line" .. line .. ".call1.fax")), "yes")
  end
  phone[1]:hears("2100 Hz")
end)

scenario("CNG of the telephone that calls", function()
  up()
  talk_to_each_other()
  phone[1]:speak(1100, "500ms")
  trace:expects("fw.call[1]=CNG of the telephone: NSE")
  trace:expects("fw.call[2]=NSE of the peer: data follow")
end)

scenario("without FAX_Process_NSE the peer's NSE changes nothing", function()
  up {FAX_Process_NSE_1_ = "No", FAX_CED_Detect_Enable_1_ = "No"}
  talk_to_each_other()
  phone[2]:speak(2100, "3s")
  trace:expects("fw.call[2]=CED of the telephone: NSE")
  wait("2s")
  equal(is_fax(), "no")
end)

for _, codec in ipairs {{"G711u", "0", "PCMU"}, {"G711a", "8", "PCMA"}} do
  scenario("ReINVITE with FAX_Passthru_Codec " .. codec[1], function()
    up {FAX_Passthru_Method_1_ = "ReINVITE", FAX_Passthru_Codec_1_ = codec[1]}
    local anna = talk {codecs = "G726-32,PCMU,PCMA"}
    equal(fact("line1.call1.encoder"), "G726-32")
    anna:says("tone 2100 Hz")
    trace:expects("fw.call[1]=CED of the peer: re-INVITE")
    wait("2s")
    expect(anna:message("INVITE "):find("\r\nm=audio %d+ RTP/AVP " .. codec[2] .. " 101\r\n") ~= nil)
    equal(fact("line1.call1.encoder"), codec[1])
    equal(fact("line1.call1.decoder"), codec[1])
    equal(is_fax(), "yes")
  end)
end

scenario("NSE that the peer does not know: a re-INVITE", function()
  up()
  local anna = talk {codecs = "G726-32,PCMU"}
  phone[1]:speak(1100, "500ms")
  trace:expects("fw.call[1]=CNG of the telephone: re-INVITE")
  trace:expects("fw.call[1]=answer while Connected")
  wait("1s")
  equal(fact("line1.call1.encoder"), "G711u")
  expect(anna:message("INVITE "):find("RTP/AVP 0 100 101\r\n", 1, true) ~= nil)
end)

scenario("None: nothing changes", function()
  up {FAX_Passthru_Method_1_ = "None"}
  local anna = talk {codecs = "G726-32,PCMU"}
  anna:says("tone 2100 Hz")
  wait("5s")
  equal(is_fax(), "no")
  equal(fact("line1.call1.encoder"), "G726-32")
end)

for _, row in ipairs {{"FAX_CED_Detect_Enable_1_", "No", 2100}, {"FAX_CNG_Detect_Enable_1_", "No", 1100},
                      {"FAX_Tone_Detect_Mode_1_", "callee only", 2100}} do
  scenario(row[1] .. " " .. row[2] .. ": the tone is not listened for", function()
    up {[row[1]] = row[2]}
    local anna = talk {codecs = "PCMU"}
    anna:says("tone " .. row[3] .. " Hz")
    wait("5s")
    equal(is_fax(), "no")
  end)
end

scenario("a modem code before the number: G.711 alone, silence is sent, call waiting is refused", function()
  up {Silence_Supp_Enable_1_ = "Yes"}
  local anna = lab:phone {number = "200", answers_after = "500ms"}
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("*99")
  wait("1s")
  phone[1]:dial("200#")
  anna:talks()
  expect(anna:message("INVITE "):find("\r\nm=audio %d+ RTP/AVP 0 100 101\r\n") ~= nil)
  equal(is_fax(), "yes")
  local from = tonumber(fact("line1.call1.packets_sent"))
  wait("3s")
  expect(tonumber(fact("line1.call1.packets_sent")) - from >= 99)
  lab:call {to = "1001", from = "300"}
  lab:expects("phone 300: call over: 486")
end)

scenario("the fax code in a call", function()
  up {Preferred_Codec_1_ = "G711u"}
  talk {codecs = "PCMU"}
  phone[1]:dial("#99")
  trace:expects("fw.call[1]=fax code of the telephone: from now on")
  equal(is_fax(), "yes")
end)

scenario("keys are no keys any more when data pass", function()
  up {DTMF_Tx_Method_1_ = "AVT"}
  local anna = talk {codecs = "PCMU"}
  phone[1]:speak(1100, "500ms")
  wait("1s")
  equal(is_fax(), "yes")
  phone[1]:dial("5")
  wait("1s")
  equal(lab:count("dtmf 5 by rtp"), 0)
end)

local image = "v=0\r\no=- 1 2 IN IP4 192.168.1.200\r\ns=-\r\nc=IN IP4 192.168.1.200\r\nt=0 0\r\n" ..
  "m=image 20000 udptl t38\r\na=T38FaxVersion:0\r\na=T38FaxRateManagement:transferredTCF\r\n"

scenario("without FAX_Enable_T38 an offer of T.38 is refused with 488, and the call goes on", function()
  up()
  local anna = talk {codecs = "PCMU"}
  lab:phone {number = "200", codecs = "PCMU", sdp = image}
  anna:holds()
  anna:expects("488")
  phone[1]:speak(880, "2s")
  anna:hears("880 Hz")
end)

scenario("T.38: offered by the gateway of the machine that answers, accepted by the other", function()
  up {FAX_Enable_T38_1_ = "Yes", FAX_Enable_T38_2_ = "Yes"}
  talk_to_each_other()
  phone[1]:speak(1100, "500ms")
  wait("1s")
  phone[2]:speak(2100, "3s")
  trace:expects("fw.call[2]=CED of the telephone: T.38")
  trace:expects("fw.call[1]=T.38 of the peer: accepted")
  trace:expects("fw.media[2]=T.38 to 192.168.1.100:")
  wait("15s")
  for line = 1, 2 do
    equal(tostring(fact("line" .. line .. ".call1.fax")), "yes")
    equal(tostring(fact("line" .. line .. ".call1.state")), "connected")
    equal(trace:count("fw.call[" .. line .. "]=CED of the telephone: NSE"), 0)
  end
end)

scenario("T.38 that the peer refuses: passthrough", function()
  up {FAX_Enable_T38_1_ = "Yes", FAX_Passthru_Method_1_ = "ReINVITE"}
  local anna = talk {codecs = "G726-32,PCMU"}
  phone[1]:speak(2100, "3s")
  trace:expects("fw.call[1]=CED of the telephone: T.38")
  trace:expects("fw.call[1]=CED of the telephone: re-INVITE")
  wait("1s")
  equal(fact("line1.call1.encoder"), "G711u")
end)

scenario("T.38 that the peer's gateway does not offer: passthrough after two seconds", function()
  up {FAX_Enable_T38_1_ = "Yes"}
  local anna = talk {codecs = "PCMU"}
  anna:says("tone 2100 Hz")
  trace:expects("fw.call[1]=CED of the peer: NSE was not agreed: the codec stays", {within = "3s"})
  equal(is_fax(), "yes")
end)
