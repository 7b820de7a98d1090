scenario("a", function() power:on() end) -- SPDX-License-Identifier: MIT
power:on()
