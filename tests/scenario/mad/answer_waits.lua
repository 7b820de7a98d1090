lab:file("spa2102.cfg", function() wait("1h") end) -- SPDX-License-Identifier: MIT
power:on()
wait("10m")
