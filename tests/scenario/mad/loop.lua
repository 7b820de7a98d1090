power:on()
while true do end
