-- SPDX-License-Identifier: MIT
-- Test calls with media loopback: who speaks hears what comes back. To the byte, and calls for the unit:
-- tests/flow/call_loopback.c.
local account = require "account"

local function call(mode, type)
  account.unit({Password_1_ = "sesame", Media_Loopback_Mode_1_ = mode, Media_Loopback_Type_1_ = type})
  lab:registrar {}
  account.registers()
  local anna = lab:phone {number = "200", answers_after = "500ms"}
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("*03")
  phone[1]:dial("200#")
  anna:talks()
  equal(fact("line1.call1.media_loopback"), mode)
  return anna
end

for _, type in ipairs {"media", "packet"} do
  scenario("the user of a test call hears what comes back: " .. type, function()
    local anna = call("source", type)
    phone[1]:speak(880, "3s")
    phone[1]:hears("880 Hz")
    phone[1]:onhook()
    anna:ends()
  end)
end

scenario("the unit is the mirror of a test call", function()
  local anna = call("mirror", "media")
  anna:says("tone 880 Hz")
  anna:hears("880 Hz")
  phone[1]:hears("silence")
  phone[1]:onhook()
  anna:ends()
end)
