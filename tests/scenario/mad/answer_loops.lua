lab:file("spa2102.cfg", function() while true do end end)
power:on()
wait("10m")
