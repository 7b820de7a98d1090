-- SPDX-License-Identifier: MIT
power:on()
led.power:blinks("on")
print("a remark")
