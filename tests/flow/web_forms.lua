-- SPDX-License-Identifier: MIT
-- The browser of the tools: pages and forms with a login, fields by what the page calls them. What it sends is what a
-- browser would: the unit judges it, stores it and restarts when it has to.
local function open_unit(params)
  params.Enable_WAN_Web_Server, params.Resync_On_Reset = "Yes", "No"
  unit {params = params}
  power:on()
  trace:expects("fw.net=UP")
end

scenario("fields by their labels, their ids, of any half, with any characters", function()
  open_unit {}
  local status, body = web:submit("Voice/Line 1", {["User ID"] = "4711", Register = false, ["Display Name"] = "A&B = +%41 \"c\""})
  equal(status, 200)
  contains(body, "SPA is updating your configuration. Unit may reset.")
  equal(param.User_ID_1_, "4711")
  equal(param.Register_1_, "No")
  equal(param.Display_Name_1_, "A&B = +%41 \"c\"")
  equal(param.User_ID_2_, "")
  web:submit("line 2", {["user id"] = "4712", Register = "no"})
  equal(param.User_ID_2_, "4712")
  equal(param.Register_2_, "No")
  web:submit("Application", {["Service Name 2"] = "www", ["Starting Port 2"] = "8080"})
  contains(select(2, web:get("/admin/advanced")), "value=\"8080\"")
end)

scenario("a form as a script sends it", function()
  open_unit {}
  equal((web:post("/bsipura.spa", "30255=a script&nothing=1")), 200)
  contains(select(2, web:get("/")), "value=\"a script\"")
end)

scenario("logins: the unit's own passwords, one that is given, none", function()
  open_unit {Admin_Passwd = "s3:cret \"q", User_Password = "guest"}
  equal((web:get("/admin/voice/")), 401)
  equal((web:get("/admin/voice/", {user = "admin"})), 200)
  equal((web:get("/admin/voice/", {user = "admin", password = "no"})), 401)
  equal((web:get("/admin/voice/", {user = "user"})), 401)
  equal((web:get("/voice/", {user = "user"})), 200)
  equal((web:get("/voice/", {user = "user", password = "guest"})), 200)
  equal((web:post("/admin/voice/asipura.spa", {["20527"] = "nobody"})), 401)
  equal(param.Display_Name_1_, "")
  equal((web:post("/admin/voice/asipura.spa", {["20527"] = "Joe"}, {user = "admin"})), 200)
  equal(param.Display_Name_1_, "Joe")
  web:submit("Line 1", {["Display Name"] = "Jim"})
  equal(param.Display_Name_1_, "Jim")
  web:submit("User 1", {["Cfwd All Dest"] = "+4930"}, {user = "user"})
  equal(param.Cfwd_All_Dest_1_, "+4930")
end)

scenario("a rule that is typed into the page: restart, resync", function()
  open_unit {}
  lab:file("typed.cfg", profile {GPP_B = "typed"})
  web:submit("Provisioning", {["Profile Rule"] = "tftp://192.168.1.200/typed.cfg", ["Resync On Reset"] = "yes",
                              ["Resync Random Delay"] = "0"})
  trace:expects("fw.resync=done", {within = "2m"})
  equal(param.GPP_B, "typed")
end)
