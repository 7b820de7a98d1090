scenario("a", function() power:on() scenario("b", function() end) end)
