-- SPDX-License-Identifier: MIT
-- What the provider is given counts: sixty files of 4 MiB, of which the script itself holds one.
power:on()
local big = ("x"):rep(4 * 1024 * 1024)
for i = 1, 60 do lab:file("file" .. i, big) end
