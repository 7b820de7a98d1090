-- SPDX-License-Identifier: MIT
return {boot = function() power:on() trace:expects("fw.net=UP") end}
