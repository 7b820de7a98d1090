lab:file("spa2102.cfg", function() error("the answer is broken") end)
power:on()
wait("10m")
