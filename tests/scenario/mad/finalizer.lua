power:on() -- SPDX-License-Identifier: MIT
setmetatable({}, {__gc = function() while true do end end})
