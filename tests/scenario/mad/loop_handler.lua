power:on() -- SPDX-License-Identifier: MIT
xpcall(function() error("x") end, function() while true do end end)
power:off()
