-- SPDX-License-Identifier: MIT
power:on()
while true do print(("x"):rep(10000)) end
