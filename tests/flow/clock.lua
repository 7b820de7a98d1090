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

-- The page's fields set the clock when they change, and stay as they were written.
cases({
  {"date and time", set = {["Set Local Date (mm/dd)"] = "12/31", ["Set Local Time (HH/mm)"] = "23/59"},
    shows = "12/31/2007 23:59:0%d"},
  {"the date, with a year", set = {["Set Local Date (mm/dd)"] = "2/29/2008"}, shows = "2/29/2008 %d%d:%d%d:%d%d"},
  {"the time, with seconds, in summer", set = {["Set Local Time (HH/mm)"] = "3:04:05"}, shows = "5/31/2007 03:04:0%d"},
  {"no such day", set = {["Set Local Date (mm/dd)"] = "2/30"}, shows = "5/31/2007 %d%d:%d%d:%d%d"},
}, function(row)
  unit {params = {Resync_On_Reset = "No", Enable_WAN_Web_Server = "Yes"}}
  power:on()
  trace:expects("fw.net=UP")
  wait("3s")
  web:submit("Voice/Regional", row.set)
  local _, page = web:get("/")
  local seen = page:match("Current Time:<td><font color=\"darkblue\">([^<]*)")
  expect(seen:match("^" .. row.shows .. "$") ~= nil)
  equal(param.Set_Local_Date__mm_dd_, row.set["Set Local Date (mm/dd)"] or "")
  equal(param.Set_Local_Time__HH_mm_, row.set["Set Local Time (HH/mm)"] or "")
end)
