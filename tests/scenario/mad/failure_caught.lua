power:on()
pcall(equal, 1, 2)
power:off()
