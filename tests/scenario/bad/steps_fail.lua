-- SPDX-License-Identifier: MIT
local function menu()
  phone[1]:hears("main_menu", {within = "3s"})
end
scenario("deaf", function()
  unit {params = {Make_Call_Without_Reg_1_ = "Yes"}} power:on()
  wait("20s")
  print("a remark")
  phone[1]:offhook()
  menu()
end)
scenario("<&\" is escaped", function() power:on() equal("<&\"", "other") end)
scenario("a script error", function() power:on() error("broken") end)
