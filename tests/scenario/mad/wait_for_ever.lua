power:on()
while true do wait("24h") end
