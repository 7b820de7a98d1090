-- SPDX-License-Identifier: MIT
-- expect(function): also what changes without an event is seen, a LED's light and time itself.

scenario("a LED is lit and dark again within a pattern", function()
  power:on()
  power:corrupt()
  power:off()
  power:on()
  led.power:blinks("sos")
  for _ = 1, 10 do
    expect(function() return led.power:is_lit() end, {within = "3s"})
    expect(function() return not led.power:is_lit() end, {within = "3s"})
  end
end)

cases({{"in seconds", "20s"}, {"in hours", "10h"}}, function(row)
  power:on()
  wait("100s")
  expect(function() return time() > 105 end, {within = row[2]})
  expect(time() < 108) -- a window of ten hours is looked at every 1.8 s
end)

scenario("a parameter has its value also while the unit is off", function()
  unit {params = {GPP_A = "hello"}}
  param:becomes("GPP_A", "hello")
  power:on()
  wait("10s")
  power:off()
  param:becomes("GPP_A", "hello", {within = "10s"})
end)
