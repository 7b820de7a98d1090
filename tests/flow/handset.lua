-- SPDX-License-Identifier: MIT
-- The keypad as a hand uses it: keys that are held.
local steps = require "steps"

scenario("a key sounds as long as it is held, and 70 ms at least", function()
  unit {}
  steps.boot()
  phone[1]:offhook()
  wait("500ms")
  phone[1]:press("*")
  phone[1]:release()
  wait("150ms")
  phone[1]:press("*")
  wait("1s")
  phone[1]:release()
  wait("150ms")
  phone[1]:dial("**")
  phone[1]:hears("main_menu")
  trace:expects("press[1]=*")
end)

-- Words as people write them: the parameter's name for a tone, an abbreviation that the prompt spells.
scenario("hears() takes a tone's parameter and an abbreviation", function()
  unit{params = {Make_Call_Without_Reg_1_ = true}}
  power:on()
  trace:expects("fw.net=UP")
  phone[1]:offhook()
  phone[1]:hears("Dial_Tone")
  equal(heard("DIAL TONE"), true)
  phone[1]:dial("****")
  phone[1]:hears("main_menu")
  phone[1]:dial("100#")
  phone[1]:hears("internet connection type")
  phone[1]:hears("DHCP")
  phone[1]:dial("110#")
  phone[1]:hears("IP address")
end)
