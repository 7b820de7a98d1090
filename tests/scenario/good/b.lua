-- SPDX-License-Identifier: MIT
local shared = require "lib.shared"
cases({{"one", 1}, {"two", 2}, {"three <&\"", 3}, {"four", 4}}, function(row)
  shared.boot()
  equal(row[2], row[2])
end)
