lab:file("spa2102.cfg", function() error("the answer is broken") end) -- SPDX-License-Identifier: MIT
power:on()
wait("10m")
