-- SPDX-License-Identifier: MIT
-- Transfer: by hanging up, by REFER of the other side, and calls that take the place of others (Replaces).
local function up(more)
  local parameters = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001", Password_1_ = "sesame", Resync_On_Reset = "No",
    Proxy_2_ = "192.168.1.200", User_ID_2_ = "1002"}
  for name, value in pairs(more or {}) do parameters[name] = value end
  unit {release = "5.2.10", params = parameters}
  lab:registrar {}
  power:on()
  lab:expects("sip: REGISTER 1001: 200")
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
