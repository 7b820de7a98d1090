-- SPDX-License-Identifier: MIT
-- Transfer: by hanging up, by REFER of the other side, and calls that take the place of others (Replaces).
local account = require "account"

local function up(more)
  local parameters = account.unit({Password_1_ = "sesame", Proxy_2_ = "192.168.1.200", User_ID_2_ = "1002"}, more)
  lab:registrar {transport = (parameters.SIP_Transport_1_ or "UDP"):lower()}
  account.registers()
end

-- Line 1 talks to 200, and has called 300 after a flash.
local function two_calls(options)
  local anna = lab:phone {number = "200", answers_after = "500ms"}
  options = options or {}
  options.number = "300"
  options.answers_after = options.answers_after or "500ms"
  local bert = lab:phone(options)
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("200#")
  anna:talks()
  phone[1]:flash()
  phone[1]:hears("second dial tone")
  phone[1]:dial("300#")
  return anna, bert
end

scenario("a transfer by number ends the second call first, so that its telephone is free for the other", function()
  up {["Blind_Attn-Xfer_Enable_1_"] = "Yes"}
  local anna, bert = two_calls()
  bert:talks()
  from_now()
  phone[1]:onhook()
  trace:expects("fw.sip=out BYE")
  trace:expects("fw.sip=out REFER")
  anna:expects("is sent to 300")
end)

scenario("attended transfer: hanging up connects the two others", function()
  up()
  local anna, bert = two_calls()
  bert:talks()
  phone[1]:onhook()
  anna:expects("is sent to 300, in the place of a call")
  bert:expects("gets 200 in the place of 1001")
  anna:talks()
  anna:says("tone 440 Hz")
  bert:hears("440 Hz")
  bert:says("tone 880 Hz")
  anna:hears("880 Hz")
  anna:expects("let go by 1001")
  expect(anna:message("REFER "):find("\r\nReferred-By: <sip:1001@192.168.1.200>\r\n", 1, true) ~= nil)
end)

scenario("attended transfer to the other line of the unit, through the proxy", function()
  up()
  lab:expects("sip: REGISTER 1002: 200")
  local anna = lab:phone {number = "200", answers_after = "500ms"}
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("200#")
  anna:talks()
  phone[1]:flash()
  phone[1]:hears("second dial tone")
  phone[1]:dial("1002#")
  phone[2]:rings()
  phone[2]:offhook()
  phone[1]:speak(880, "2s")
  phone[2]:hears("880 Hz")
  phone[1]:onhook()
  trace:expects("fw.call[2]=200 takes the place of 1001")
  anna:talks()
  anna:says("tone 440 Hz")
  phone[2]:hears("440 Hz")
  phone[2]:speak(620, "2s")
  anna:hears("620 Hz")
  anna:expects("let go by 1001")
  phone[2]:onhook()
  anna:ends()
end)

for _, row in ipairs {{"No", "300@192.168.1.200"}, {"Yes", "300@192.168.1.200:5060"}} do
  local contact, place = row[1], row[2]
  scenario("Refer-To with Refer-To_Target_Contact " .. contact, function()
    up {["Refer-To_Target_Contact_1_"] = contact}
    local anna, bert = two_calls()
    bert:talks()
    phone[1]:onhook()
    anna:expects("is sent to 300")
    equal(anna:message("REFER "):match("Refer%-To: <sip:([^?]*)%?Replaces=[%w%%.-]*%%3Bto%-tag%%3D%w+%%3Bfrom%-tag%%3D%w+>"),
      place)
    anna:talks()
  end)
end

scenario("the BYE delays", function()
  up {Referor_Bye_Delay_1_ = "7", Refer_Target_Bye_Delay_1_ = "2"}
  local anna, bert = two_calls()
  bert:talks()
  phone[1]:onhook()
  anna:talks() -- 200 is reported then
  local reported = time()
  anna:expects("let go by 1001")
  expect(math.abs(time() - reported - 7) < 0.2)
end)

scenario("a ringing call is transferred by its number", function()
  up()
  local anna, bert = two_calls {answers_after = "30s"}
  bert:rings()
  phone[1]:hears("ring back tone")
  phone[1]:onhook()
  expect(bert:ends():find("CANCEL") ~= nil)
  equal(bert:rings(), "200")
  bert:answers()
  bert:talks()
  anna:says("tone 440 Hz")
  bert:hears("440 Hz")
  anna:expects("let go by 1001")
end)

scenario("a transfer that fails rings back", function()
  up()
  local anna, bert = two_calls {answers_after = "30s"}
  bert:rings()
  lab:phone {number = "300", refuses = 486}
  phone[1]:hears("ring back tone")
  phone[1]:onhook()
  anna:expects("is back with 1001")
  trace:expects("fw.call=transfer of 200: failed")
  phone[1]:rings()
  phone[1]:offhook()
  anna:expects("resumed by 1001")
  anna:says("tone 440 Hz")
  phone[1]:hears("440 Hz")
end)

scenario("a REFER that is refused rings back, and the second call ends", function()
  up()
  local anna, bert = two_calls()
  bert:talks()
  lab:phone {number = "200", refer = 603}
  phone[1]:onhook()
  anna:expects("refuses to call 300")
  bert:ends()
  phone[1]:rings()
  phone[1]:offhook()
  anna:expects("resumed by 1001")
end)

scenario("a peer that reports nothing is let go after Referor_Bye_Delay", function()
  up()
  local anna, bert = two_calls()
  bert:talks()
  lab:phone {number = "200", notify = false, answers_after = "500ms"}
  phone[1]:onhook()
  anna:talks()
  local at = time()
  anna:expects("let go by 1001")
  expect(time() - at < 4.5)
  phone[1]:offhook()
  phone[1]:hears("dial tone")
end)

-- Line 1 talks to 200.
local function one_call(options)
  options = options or {}
  options.number, options.answers_after = "200", "500ms"
  local anna = lab:phone(options)
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("200#")
  anna:talks()
  wait("200ms")
  return anna
end

scenario("the other side transfers the line", function()
  up()
  local anna = one_call()
  local bert = lab:phone {number = "300", answers_after = "3s"}
  anna:transfer {to = "300"}
  anna:expects("REFER: 202")
  equal(bert:rings(), "1001")
  phone[1]:hears("ring back tone")
  anna:expects("transfer: 100")
  anna:expects("transfer: 180")
  bert:talks()
  anna:expects("transfer: 200, the last report")
  anna:ends()
  bert:says("tone 880 Hz")
  phone[1]:hears("880 Hz")
  expect(bert:message("INVITE "):find("\r\nReferred-By: <sip:200@192.168.1.200>\r\n", 1, true) ~= nil)
  phone[1]:onhook()
  bert:ends()
end)

scenario("a transfer of the other side that fails: the first call is back", function()
  up()
  local anna = one_call()
  lab:phone {number = "300", refuses = 486, slow = "2s"}
  anna:says("tone 440 Hz")
  phone[1]:hears("440 Hz")
  anna:transfer {to = "300"}
  phone[1]:hears("silence")
  anna:expects("transfer: 486, the last report")
  phone[1]:hears("440 Hz")
  phone[1]:speak(880, "2s")
  anna:hears("880 Hz")
end)

scenario("hanging up while the other side's transfer rings ends both", function()
  up()
  local anna = one_call()
  local bert = lab:phone {number = "300"}
  anna:transfer {to = "300"}
  bert:rings()
  phone[1]:hears("ring back tone")
  phone[1]:onhook()
  expect(bert:ends():find("CANCEL") ~= nil)
  anna:expects("transfer: 487, the last report")
  anna:ends()
end)

scenario("an attended transfer of the other side: INVITE with Replaces", function()
  up()
  local anna = one_call()
  local bert = lab:phone {number = "300", answers_after = "500ms"}
  local dora = lab:call {from = "201", to = "300"}
  dora:talks()
  wait("100ms")
  anna:transfer {to = "300", replaces = "201"}
  bert:expects("gets 1001 in the place of 201")
  dora:ends()
  bert:says("tone 880 Hz")
  phone[1]:hears("880 Hz")
  anna:expects("transfer: 200, the last report")
end)

scenario("a REFER while the line has two calls is refused", function()
  up()
  local anna, bert = two_calls()
  bert:talks()
  bert:transfer {to = "200"}
  bert:expects("REFER: 603")
  bert:says("tone 880 Hz")
  phone[1]:hears("880 Hz")
end)

scenario("an INVITE takes the place of a call", function()
  up()
  local anna = one_call()
  anna:says("tone 440 Hz")
  phone[1]:hears("440 Hz")
  local bert = lab:call {from = "300", to = "1001", replaces = "200"}
  bert:talks()
  anna:ends()
  bert:says("tone 880 Hz")
  phone[1]:hears("880 Hz")
  equal(fact("line1.call1.peer_phone"), "300")
  phone[1]:onhook()
  bert:ends()
end)

scenario("an INVITE takes the place of a call that is held, and is held", function()
  up()
  local anna = one_call()
  phone[1]:flash()
  phone[1]:hears("second dial tone")
  local bert = lab:call {from = "300", to = "1001", replaces = "200"}
  bert:expects("held by 1001")
  anna:ends()
  phone[1]:flash()
  bert:expects("resumed by 1001")
  bert:says("tone 880 Hz")
  phone[1]:hears("880 Hz")
end)

scenario("an INVITE takes the place of a call that rings there", function()
  up()
  local anna = lab:phone {number = "200"}
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("200#")
  phone[1]:hears("ring back tone")
  local bert = lab:call {from = "300", to = "1001", replaces = "200"}
  bert:talks()
  expect(anna:ends():find("CANCEL") ~= nil)
  bert:says("tone 880 Hz")
  phone[1]:hears("880 Hz")
end)

scenario("Replaces that names no call, or an early one only", function()
  up()
  local anna = one_call()
  local invite = anna:message("INVITE ")
  local id, tag = invite:match("\r\nCall%-ID: ([^\r]*)"), invite:match("\r\nFrom:[^\r]*;tag=(%w+)")
  local own = anna:message("ACK "):match("\r\nTo:[^\r]*;tag=(%w+)")
  for _, row in ipairs {{"nothing;to-tag=a;from-tag=b", "481"}, {id .. ";to-tag=" .. tag .. ";from-tag=b", "481"},
      {id, "400"}, {id .. ";to-tag=" .. tag .. ";from-tag=" .. own .. ";early-only", "486"}} do
    local bert = lab:call {from = "300", to = "1001", headers = "Replaces: " .. row[1]}
    equal(bert:ends():match("^%d+"), row[2])
  end
  anna:says("tone 440 Hz")
  phone[1]:hears("440 Hz")
end)

-- Line 1 talks to 200, and has the second dial tone.
local function held(options)
  local anna = one_call(options)
  phone[1]:flash()
  anna:expects("held by 1001")
  phone[1]:hears("second dial tone")
  return anna
end

scenario("*98: blind transfer of the held call", function()
  up()
  local anna = held()
  local bert = lab:phone {number = "300", answers_after = "1s"}
  phone[1]:dial("*98")
  phone[1]:hears("prompt tone")
  phone[1]:dial("300#")
  equal(anna:expects("is sent to 300"), "is sent to 300")
  equal(bert:rings(), "200")
  bert:talks()
  local at = time()
  anna:says("tone 440 Hz")
  bert:hears("440 Hz")
  anna:expects("let go by 1001")
  expect(math.abs(time() - at - 4) < 0.6)
  phone[1]:hears("reorder tone") -- as when the other side hangs up
end)

scenario("*98 to who is busy: the call is back", function()
  up()
  local anna = held()
  lab:phone {number = "300", refuses = 486}
  phone[1]:dial("*98")
  phone[1]:hears("prompt tone")
  phone[1]:dial("300#")
  anna:expects("is back with 1001")
  anna:expects("resumed by 1001")
  anna:says("tone 440 Hz")
  phone[1]:hears("440 Hz")
end)

scenario("*98 and hang up: the transfer goes on; a failure rings back", function()
  up()
  local anna = held()
  local bert = lab:phone {number = "300"}
  phone[1]:dial("*98")
  phone[1]:hears("prompt tone")
  phone[1]:dial("300#")
  bert:rings()
  phone[1]:onhook()
  trace:expects("fw.call=hang-up while transfer: nothing")
  bert:hangs_up() -- refuses
  anna:expects("is back with 1001")
  phone[1]:rings()
  phone[1]:offhook()
  anna:expects("resumed by 1001")
end)

scenario("*98 without Unattn_Transfer_Serv is no code", function()
  up {Unattn_Transfer_Serv_1_ = "No"}
  local anna = held()
  phone[1]:dial("*98300#")
  wait("5s")
  equal(anna:message("REFER "), nil)
  phone[1]:flash()
  anna:expects("resumed by 1001")
end)

scenario("a referral service: the held call is sent to the code and the number", function()
  up {Referral_Services_Codes = "*44"}
  local anna = held()
  phone[1]:dial("*44")
  phone[1]:hears("prompt tone")
  phone[1]:dial("300#")
  anna:expects("is sent to *44300")
  expect(anna:message("REFER "):find("Refer-To: <sip:*44300@192.168.1.200>", 1, true) ~= nil)
end)

scenario("Conference_Act_Code and Attn-Xfer_Act_Code say what a second call is for", function()
  up {Conference_Act_Code = "*33", ["Attn-Xfer_Act_Code"] = "*34"}
  local anna = held()
  local bert = lab:phone {number = "300", answers_after = "500ms"}
  phone[1]:dial("*33,300#")
  bert:talks()
  wait("200ms")
  phone[1]:onhook() -- not transferred: the held one rings back
  trace:expects("fw.call=hang-up while held, talking: ring back")
  bert:ends()
  phone[1]:rings()
  phone[1]:offhook()
  anna:expects("resumed by 1001")
  phone[1]:flash()
  anna:expects("held by 1001")
  phone[1]:hears("second dial tone")
  phone[1]:dial("*34,300#")
  bert:talks()
  wait("200ms")
  phone[1]:onhook()
  anna:expects("is sent to 300, in the place of a call")
end)

scenario("transfers with compact names of fields", function()
  up {Use_Compact_Header = "Yes"}
  local anna, bert = two_calls()
  bert:talks()
  phone[1]:onhook()
  anna:expects("is sent to 300, in the place of a call")
  contains(anna:message("REFER "), "\r\nr: <sip:300@192.168.1.200?Replaces=")
  contains(anna:message("REFER "), "\r\nb: <sip:1001@192.168.1.200>\r\n")
  anna:talks()
  anna:expects("let go by 1001")
end)

scenario("transfers in both directions by TCP", function()
  up {SIP_Transport_1_ = "TCP", SIP_Transport_2_ = "TCP"}
  local anna, bert = two_calls()
  bert:talks()
  wait("200ms")
  phone[1]:onhook()
  bert:expects("gets 200 in the place of 1001")
  anna:expects("let go by 1001")
  anna:hangs_up()
  bert:ends()
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("200#")
  anna:talks()
  anna:transfer {to = "300"}
  bert:talks()
  anna:expects("transfer: 200, the last report")
  bert:says("tone 880 Hz")
  phone[1]:hears("880 Hz")
end)
