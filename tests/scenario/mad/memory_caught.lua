power:on() -- SPDX-License-Identifier: MIT
local t = {}
for i = 1, 1000 do pcall(function() t[#t + 1] = string.rep("x", 1000000) .. #t end) end
