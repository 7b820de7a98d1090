scenario("a", function() power:on() end)
power:on()
