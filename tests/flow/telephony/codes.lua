-- SPDX-License-Identifier: MIT
-- Vertical service codes at the telephone, over the provider. Dialogues and tones: SPA-1001 guide p.172, SPA9x2 guide p.79.
local account = require "account"

local function up(more)
  account.unit({Password_1_ = "sesame"}, more)
  lab:registrar {user = "1001", password = "sesame"}
  account.registers()
end

local function down()
  phone[1]:onhook()
  wait("2s") -- longer than a flash
end

local function dials(keys, tone)
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial(keys)
  if tone then phone[1]:hears(tone .. " tone") end
end

-- A code that is done with its last key.
local function code(keys)
  dials(keys, "confirm")
  down()
end

local function refused(options, status)
  options.to = "1001"
  equal(lab:call(options):ends():match("^%d+[^;]*"), status)
end

scenario("*72 forwards all calls, *73 ends it", function()
  up()
  dials("*72", "prompt")
  phone[1]:dial("5551234#")
  phone[1]:hears("confirm tone")
  phone[1]:hears("cfwd dial tone")
  equal(param.Cfwd_All_Dest_1_, "5551234")
  down()
  refused({from = "300"}, "302 to 5551234")
  phone[1]:offhook()
  phone[1]:hears("cfwd dial tone")
  phone[1]:dial("*73")
  phone[1]:hears("confirm tone")
  phone[1]:hears("dial tone")
  down()
  equal(param.Cfwd_All_Dest_1_, "")
  lab:call {to = "1001", from = "300"}
  phone[1]:rings()
end)

scenario("nothing is stored when no number follows, or one that the dial plan refuses", function()
  up {Dial_Plan_1_ = "(2xx)", Cfwd_All_Dest_1_ = ""}
  dials("*72", "prompt")
  phone[1]:hears("reorder tone", {within = "12s"})
  down()
  dials("*72", "prompt")
  phone[1]:dial("5")
  phone[1]:hears("reorder tone")
  equal(param.Cfwd_All_Dest_1_, "")
end)

scenario("forwarding when busy and without an answer", function()
  up {CW_Setting_1_ = "No", Cfwd_No_Ans_Delay_1_ = "12"}
  dials("*90", "prompt")
  phone[1]:dial("5551235#")
  phone[1]:hears("confirm tone")
  phone[1]:hears("dial tone")
  phone[1]:dial("*92")
  phone[1]:hears("prompt tone")
  phone[1]:dial("5551236#")
  phone[1]:hears("confirm tone")
  refused({from = "300"}, "302 to 5551235")
  down()
  refused({from = "301"}, "302 to 5551236")
  equal(param.Cfwd_No_Ans_Delay_1_, "12")
end)

scenario("do not disturb, on and off; kept by a restart, and shown on the pages", function()
  up {Enable_WAN_Web_Server = "Yes"}
  code("*78")
  local status, body = web:get("/voice/advanced")
  equal(status, 200)
  contains(body, "DND Setting")
  refused({from = "300"}, "486")
  power:off()
  account.registers()
  equal(param.DND_Setting_1_, "Yes")
  refused({from = "300"}, "486")
  code("*79")
  lab:call {to = "1001", from = "300"}
  phone[1]:rings()
end)

scenario("what a code has stored survives a resync, unless the profile sets it", function()
  up {Profile_Rule = "http://192.168.1.200/codes.xml"}
  lab:file("codes.xml", "<flat-profile><GPP_A>one</GPP_A></flat-profile>")
  code("*78")
  lab:notify("resync")
  param:becomes("GPP_A", "one", {within = "60s"})
  equal(param.DND_Setting_1_, "Yes")
  lab:file("codes.xml", "<flat-profile><GPP_A>two</GPP_A><DND_Setting_1_>No</DND_Setting_1_></flat-profile>")
  lab:notify("resync")
  param:becomes("GPP_A", "two", {within = "60s"})
  equal(param.DND_Setting_1_, "No")
end)

scenario("*67 hides the number, *82 shows it for one call", function()
  up()
  local anna = lab:phone {number = "5551234"}
  local function calls(keys)
    phone[1]:offhook()
    phone[1]:hears("dial tone")
    phone[1]:dial(keys)
    phone[1]:hears("dial tone")
    phone[1]:dial("5551234#")
    anna:rings()
    local from = anna:message("INVITE "):match("From: ([^\r]*)")
    down()
    anna:ends()
    return from:find("nonymous") ~= nil
  end
  phone[1]:offhook()
  phone[1]:dial("*67")
  phone[1]:hears("confirm tone")
  down()
  equal(calls("*,82"), false)
  equal(calls("*,81"), true)
  equal(param.Block_CID_Setting_1_, "Yes")
end)

scenario("*70: no call waits during the next call", function()
  up()
  local anna = lab:phone {number = "5551234", answers_after = "1s"}
  dials("*,70", "dial") -- slowly: the dial tone is heard to begin again
  phone[1]:dial("5551234#")
  anna:talks()
  refused({from = "300"}, "486")
  down()
  dials("5551234#")
  anna:talks()
  local bob = lab:call {to = "1001", from = "301"}
  bob:expects("180 from 1001")
end)

scenario("a speed dial is stored by *74, and called by its key", function()
  up()
  local anna = lab:phone {number = "5551238"}
  dials("*74", "prompt")
  phone[1]:dial("3")
  trace:expects("fw.line[1]=dialling -> prompt") -- the ear tells a tone that goes on at once no second time
  phone[1]:dial("5551238#")
  phone[1]:hears("confirm tone")
  down()
  equal(param.Speed_Dial_3_1_, "5551238")
  dials("3#")
  anna:rings()
end)

scenario("*69 calls who called last, *07 the last number, *60 refuses the last caller", function()
  up()
  dials("*69", "reorder")
  down()
  local bob = lab:call {to = "1001", from = "300"}
  phone[1]:rings()
  bob:hangs_up()
  bob:ends()
  dials("*69")
  equal(bob:rings(), "1001")
  down()
  bob:ends()
  dials("*07")
  bob:rings()
  down()
  bob:ends()
  wait("2s")
  code("*60")
  equal(param.Block_Last_Caller_1_, "300")
  refused({from = "300"}, "486")
end)

scenario("call back: a busy number is called until it rings, then the telephone rings", function()
  up()
  local anna = lab:phone {number = "5551234", refuses = 486}
  dials("5551234#", "busy")
  down()
  code("*66")
  equal(fact("line1.call_back"), "yes")
  anna:expects("refuses, 486", {within = "40s"})
  anna = lab:phone {number = "5551234", answers_after = "10m"}
  anna:rings({within = "40s"})
  phone[1]:rings()
  equal(fact("line1.call_back"), "no")
  phone[1]:offhook()
  equal(fact("line1.call1.call_back"), "yes")
  anna:answers()
  anna:talks()
  anna:says("tone 440 Hz")
  phone[1]:hears("440 Hz")
end)

scenario("a codec by code, for one call", function()
  up()
  local anna = lab:phone {number = "5551234", answers_after = "1s"}
  dials("*,027111", "dial")
  phone[1]:dial("5551234#")
  equal(anna:talks(), "talks to 1001, PCMA")
  expect(anna:message("INVITE "):find("RTP/AVP 8 100 101\r\n", 1, true) ~= nil)
end)

scenario("a feature dial service: the proxy gets the code before the number", function()
  up {Cfwd_All_Act_Code = "", Feature_Dial_Services_Codes = "*72`c`|*55"}
  local star = lab:phone {number = "*725551234"}
  dials("*72", "cfwd dial")
  phone[1]:dial("5551234#")
  star:rings()
end)

scenario("a code whose service is off is a number for the proxy", function()
  up {DND_Serv_1_ = "No"}
  local star = lab:phone {number = "*78"}
  dials("*78")
  star:rings()
  equal(param.DND_Setting_1_, "No")
end)
