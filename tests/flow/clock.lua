-- SPDX-License-Identifier: MIT
-- The time of day on the status page: the provider's, in the unit's zone, with daylight saving by its rule.

cases({
  {"winter", "2007-01-15", "GMT-08:00", "start=4/1/7;end=10/-1/7;save=1", hour = 16},
  {"summer", "2007-06-15", "GMT-08:00", "start=4/1/7;end=10/-1/7;save=1", hour = 17},
  {"no rule", "2007-06-15", "GMT-08:00", "", hour = 16},
  {"Europe", "2007-06-15", "GMT+01:00", "start=3/-1/7/2;end=10/-1/7/3;save=1", hour = 2},
}, function(row)
  unit {clock = row[2], params = {Time_Zone = row[3], Daylight_Saving_Time_Rule = row[4], Enable_WAN_Web_Server = "Yes"}}
  power:on()
  trace:expects("fw.net=UP")
  wait("5s")
  local status, body = web:get("/")
  equal(status, 200)
  local hour = tonumber(body:match("Current Time.-%d+/%d+/%d+ (%d%d):"))
  equal(hour, row.hour)
end)
