-- SPDX-License-Identifier: MIT
lesson{
  id = "T02", level = 1, par = 40, effort = 22, source = "published reset codes; set-up guides of the family",
  title = {en = "The code from the Internet", de = "Der Code aus dem Internet", fr = "Le code trouvé sur Internet"},
  caller = {
    en = "I bought it used, and its page wants a password. I want to start afresh. I typed 737738 and hash from a web page, and it says invalid.",
    de = "Ich habe es gebraucht gekauft, und seine Seite will ein Passwort. Ich möchte von vorn anfangen. Ich habe 737738 und Raute von einer Webseite gewählt, und es sagt, das sei ungültig.",
    fr = "Je l’ai acheté d’occasion, et sa page veut un mot de passe. Je veux repartir de zéro. J’ai tapé 737738 et dièse d’après une page web, et il dit invalid.",
  },
  changes = {"*"},
  debrief = {
    en = "The published code has a digit too many: RESET on the keys is 7 3 7 3 8. A factory reset deletes both passwords and the profile rule; from the factory the unit has no password. Here it was right: the former owner's account has to go.",
    de = "Der veröffentlichte Code hat eine Ziffer zu viel: RESET auf den Tasten ist 7 3 7 3 8. Das Zurücksetzen auf Werkseinstellungen löscht beide Passwörter und die Profilregel; ab Werk gibt es kein Passwort. Hier war es richtig: das Konto des Vorbesitzers soll weg.",
    fr = "Le code publié a un chiffre de trop : RESET sur les touches, c’est 7 3 7 3 8. Un retour aux réglages d’usine efface les deux mots de passe et la règle de profil ; d’usine, l’appareil n’a pas de mot de passe. Ici c’était juste : le compte de l’ancien propriétaire doit partir.",
  },
}

unit{release = "5.2.10", params = {Admin_Passwd = "former-owner", User_ID_1_ = "4711", Resync_On_Reset = false,
  Profile_Rule = "http://192.168.1.200/former.cfg"}}

question{id = "account",
  text = {en = "Is there an account in it that you need?", de = "Ist ein Konto darin, das Sie brauchen?", fr = "Y a-t-il dedans un compte dont vous avez besoin ?"},
  answer = {en = "No, it is the former owner's. All of it may go.", de = "Nein, das ist vom Vorbesitzer. Alles darf weg.", fr = "Non, c’est celui de l’ancien propriétaire. Tout peut partir."}}

diagnosis{
  text = {en = "Why is the code invalid?", de = "Warum ist der Code ungültig?", fr = "Pourquoi le code est-il invalide ?"},
  right = "digit",
  answers = {
    {"digit", {en = "It has a digit too many", de = "Er hat eine Ziffer zu viel", fr = "Il a un chiffre de trop"}},
    {"locked", {en = "The provider has locked the menu", de = "Der Anbieter hat das Menü gesperrt", fr = "L’opérateur a verrouillé le menu"}},
    {"password", {en = "The menu wants the password first", de = "Das Menü will zuerst das Passwort", fr = "Le menu veut d’abord le mot de passe"}},
    {"broken", {en = "The key 7 is worn out", de = "Die Taste 7 ist abgenutzt", fr = "La touche 7 est usée"}},
  }}

goal{id = "digit", points = 15,
  text = {en = "find the wrong digit", de = "die falsche Ziffer finden", fr = "trouver le chiffre faux"},
  is = function() return chosen() == "digit" end}
goal{id = "reset", points = 30, must = true,
  text = {en = "reset to the factory's settings, confirmed", de = "auf Werkseinstellungen zurückgesetzt, mit Bestätigung", fr = "remis aux réglages d’usine, avec confirmation"},
  is = function() return trace:count("fw.ivr=reset factory_reset") > 0 and param.Admin_Passwd == "" end}
goal{id = "proof", points = 15, must = true, proof = true, after = "reset",
  text = {en = "hear that it has started again and has an address", de = "hören, dass es neu gestartet ist und eine Adresse hat", fr = "entendre qu’il a redémarré et a une adresse"},
  is = function() return heard("192.168.1.100") end}

hint{en = "Spell the word on the keys.", de = "Buchstabieren Sie das Wort auf den Tasten.", fr = "Épelez le mot sur les touches."}
hint{en = "RESET is 7 3 7 3 8.", de = "RESET ist 7 3 7 3 8.", fr = "RESET, c’est 7 3 7 3 8."}
hint{en = "73738#, then 1#, and wait for \"Option successful\".", de = "73738#, dann 1#, und auf „Option successful“ warten.", fr = "73738#, puis 1#, et attendre « Option successful »."}

play{
  function()
    look()
    ask("account")
    open_menu()
    wait("4s")
  end,
  {"digit", function() choose("digit") end},
  {"reset", function()
    phone[1]:dial("73738#")
    phone[1]:hears("confirm_reset")
    wait("1s")
    phone[1]:dial("1#")
    phone[1]:hears("option_successful")
    wait("2s")
    phone[1]:onhook()
    wait("20s")
    open_menu()
  end},
  {"proof", function()
    phone[1]:dial("110#")
    phone[1]:hears("192.168.1.100")
  end},
  function() phone[1]:onhook() end,
}

mistake{id = "G4", play = function()
  open_menu()
  phone[1]:dial("737738#")
  phone[1]:hears("invalid_option")
  phone[1]:onhook()
end}

mistake{id = "G2", play = function() reset("73738", {confirm = false}) end}

mistake{id = "G7", allowed = true}
mistake{id = "account", allowed = true}

mistake{id = "half",
  text = {en = "Only the user reset", de = "Nur die Einstellungen des Benutzers zurückgesetzt", fr = "Seulement la réinitialisation utilisateur"},
  why = {en = "877778 leaves the former owner's passwords and account in it.", de = "877778 lässt die Passwörter und das Konto des Vorbesitzers darin.", fr = "877778 y laisse les mots de passe et le compte de l’ancien propriétaire."},
  seen = function() return trace:count("fw.ivr=reset user_reset") > 0 end,
  play = function() reset("877778") end}
