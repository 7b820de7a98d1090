-- SPDX-License-Identifier: MIT
-- Values as text, without addresses of the host.
power:on()
print("a remark", {}, print, phone[1], nil, 1.5)
equal(tostring({}), "table")
equal(tostring(print), "function")
equal(tostring(setmetatable({}, {__tostring = function() return "mine" end})), "mine")
equal(("%s|%5s|%-3d|%q|%%"):format({}, "ab", 7, "q"), 'table|   ab|7  |"q"|%')
expect(not pcall(string.format, "%p", {}))
expect(not pcall(string.format, "%d", {}))
