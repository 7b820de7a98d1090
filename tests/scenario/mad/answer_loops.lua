lab:file("spa2102.cfg", function() while true do end end) -- SPDX-License-Identifier: MIT
power:on()
wait("10m")
