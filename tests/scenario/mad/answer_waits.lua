lab:file("spa2102.cfg", function() wait("1h") end)
power:on()
wait("10m")
