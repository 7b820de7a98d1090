power:on()
load("\27Lua")
