power:on() -- SPDX-License-Identifier: MIT
local guard <close> = setmetatable({}, {__close = function() while true do end end})
equal(1, 2)
