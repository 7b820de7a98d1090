-- SPDX-License-Identifier: MIT
-- A lesson. 'vspa train check FILE' plays it; 'vspa train reference' has all words.
lesson{
  id = "X00", level = 1, par = 20, effort = 9, source = "where the case is from",
  title = {en = "What is its address?", de = "Welche Adresse hat es?"},
  caller = {en = "My box is on, but I need its address.", de = "Mein Kasten ist an, aber ich brauche seine Adresse."},
  debrief = {
    en = "The voice menu tells the address: ****, then 110#.",
    de = "Das Sprachmenü nennt die Adresse: ****, dann 110#.",
  },
}

unit{release = "5.2.10"}

question{id = "lamp",
  text = {en = "Was it ever unplugged today?", de = "War heute der Stecker gezogen?"},
  answer = {en = "No.", de = "Nein."}}

diagnosis{
  text = {en = "What is to be done?", de = "Was ist zu tun?"},
  right = "menu",
  answers = {
    {"menu", {en = "Ask the voice menu", de = "Das Sprachmenü fragen"}},
    {"reset", {en = "Reset the unit", de = "Das Gerät zurücksetzen"}},
    {"cable", {en = "Change the cable", de = "Das Kabel tauschen"}},
  }}

goal{id = "menu", points = 20,
  text = {en = "open the menu", de = "das Menü öffnen"},
  is = function() return heard("main_menu") end}
goal{id = "address", points = 40, must = true, after = "menu",
  text = {en = "hear the address", de = "die Adresse hören"},
  is = function() return heard("192.168.1.100") end}

hint{en = "The telephone can talk.", de = "Das Telefon kann sprechen."}
hint{en = "Four stars open a menu.", de = "Vier Sterne öffnen ein Menü."}
hint{en = "****, then 110#.", de = "****, dann 110#."}

play{
  function()
    look()
    ask("lamp")
    choose("menu")
    phone[1]:offhook()
  end,
  {"menu", function()
    phone[1]:dial("****")
    phone[1]:hears("main_menu")
  end},
  {"address", function()
    phone[1]:dial("110#")
    phone[1]:hears("192.168.1.100")
  end},
  function() phone[1]:onhook() end,
}

mistake{id = "G6", play = function()
  phone[1]:offhook()
  phone[1]:dial("**")
  wait("20s")
  phone[1]:onhook()
end}
