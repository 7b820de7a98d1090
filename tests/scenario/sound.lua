-- SPDX-License-Identifier: MIT
-- Ten minutes off-hook: of the sound that a step listened to the last two are kept.
unit {params = {Make_Call_Without_Reg_1_ = "Yes"}}
power:on()
wait("20s")
phone[1]:offhook()
phone[1]:hears("dial tone")
phone[2]:offhook()
wait("10m")
equal(1, 2)
