power:on()
local function deeper() return expect(deeper) end
deeper()
