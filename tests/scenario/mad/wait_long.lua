power:on()
wait("100000d")
