scenario("a", function() power:on() scenario("b", function() end) end) -- SPDX-License-Identifier: MIT
