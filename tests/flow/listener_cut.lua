-- SPDX-License-Identifier: MIT
-- A key that comes early cuts a prompt: the listener recognises the next one, wherever in a word the cut was.
for _, after in ipairs{"0ms", "300ms", "410ms", "500ms", "1s", "1200ms"} do
  scenario("the word after a prompt that is cut after " .. after, function()
    unit{release = "5.2.10", params = {Resync_On_Reset = false}}
    power:on()
    led.power:blinks("on")
    phone[1]:offhook()
    phone[1]:dial("****")
    phone[1]:hears("main_menu")
    phone[1]:dial("877778#")
    phone[1]:hears("confirm_reset")
    wait(after)
    phone[1]:press("1")
    wait("70ms")
    phone[1]:release()
    phone[1]:hears("option_successful")
  end)
end
