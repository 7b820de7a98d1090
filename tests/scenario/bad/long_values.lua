-- SPDX-License-Identifier: MIT
power:on()
equal(("x"):rep(9000), "y")
