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
