power:on()
local f = io.open("/etc/passwd")
