-- SPDX-License-Identifier: MIT
lesson{
  id = "T04", level = 1, par = 60, effort = 15, source = "a provider's help page: two resets, and what each takes",
  title = {en = "Which reset?", de = "Welches Zurücksetzen?", fr = "Quelle réinitialisation ?"},
  caller = {
    en = "My son played with the call settings. Please put them back. The provider says my account must stay in it.",
    de = "Mein Sohn hat mit den Rufeinstellungen gespielt. Bitte wieder zurückstellen. Der Anbieter sagt, mein Konto muss darin bleiben.",
    fr = "Mon fils a joué avec les réglages d’appel. Remettez-les, s’il vous plaît. L’opérateur dit que mon compte doit y rester.",
  },
  changes = {"User_Password", "Cfwd_All_Dest_1_", "DND_Setting_1_"},
  debrief = {
    en = "There are two resets. 877778, USRRST on the keys, resets only what the user may change; 73738 resets everything. The time zone, for instance, belongs to the provider, so it stays. While calls are forwarded, the dial tone sounds different: the usual one is the proof.",
    de = "Es gibt zwei Arten, zurückzusetzen. 877778, USRRST auf den Tasten, setzt nur zurück, was der Benutzer ändern darf; 73738 setzt alles zurück. Die Zeitzone zum Beispiel gehört dem Anbieter, also bleibt sie. Solange Anrufe umgeleitet werden, klingt das Freizeichen anders: das gewöhnliche ist der Beweis.",
    fr = "Il y a deux réinitialisations. 877778, USRRST sur les touches, ne remet que ce que l’utilisateur peut modifier ; 73738 remet tout. Le fuseau horaire, par exemple, appartient à l’opérateur, donc il reste. Quand les appels sont renvoyés, la tonalité est différente : la tonalité habituelle est la preuve.",
  },
}

unit{release = "5.2.10", params = {Admin_Passwd = "provider", GPP_A = "contract 4711", Time_Zone = "GMT+01:00", User_ID_1_ = "4711",
  User_Password = "son", Cfwd_All_Dest_1_ = "5551234", DND_Setting_1_ = true, Resync_On_Reset = false, Make_Call_Without_Reg_1_ = true}}

question{id = "account",
  text = {en = "Has the provider set up an account in it?", de = "Hat der Anbieter ein Konto darin eingerichtet?", fr = "L’opérateur y a-t-il mis un compte ?"},
  answer = {en = "Yes, with a password that I do not know.", de = "Ja, mit einem Passwort, das ich nicht kenne.", fr = "Oui, avec un mot de passe que je ne connais pas."}}

diagnosis{
  text = {en = "What helps and deletes nothing else?", de = "Was hilft und löscht sonst nichts?", fr = "Qu’est-ce qui aide sans rien effacer d’autre ?"},
  right = "user",
  answers = {
    {"user", {en = "The user reset", de = "Die Einstellungen des Benutzers zurücksetzen", fr = "La réinitialisation utilisateur"}},
    {"factory", {en = "A factory reset", de = "Auf Werkseinstellungen zurücksetzen", fr = "Un retour aux réglages d’usine"}},
    {"restart", {en = "A restart", de = "Ein Neustart", fr = "Un redémarrage"}},
    {"power", {en = "Pulling the plug for a minute", de = "Den Stecker für eine Minute ziehen", fr = "Débrancher une minute"}},
  }}

goal{id = "reset", points = 30, must = true,
  text = {en = "the user's settings have their defaults again", de = "die Einstellungen des Benutzers sind wie ab Werk", fr = "les réglages de l’utilisateur ont de nouveau leurs valeurs par défaut"},
  is = function() return param.Cfwd_All_Dest_1_ == "" and param.DND_Setting_1_ == "No" and param.User_Password == "" end}
goal{id = "account", points = 30, must = true, stays = true, proof = true, after = "reset",
  text = {en = "hear the usual dial tone again, the provider's account untouched", de = "wieder das gewöhnliche Freizeichen hören, das Konto des Anbieters unberührt", fr = "entendre de nouveau la tonalité habituelle, le compte de l’opérateur intact"},
  is = function() return heard("dial tone") and param.Admin_Passwd ~= "" and param.GPP_A == "contract 4711" and param.User_ID_1_ == "4711" end}

hint{en = "Two resets exist.", de = "Es gibt zwei Arten, zurückzusetzen.", fr = "Il existe deux réinitialisations."}
hint{en = "One touches only what the user may change.", de = "Eine davon betrifft nur, was der Benutzer ändern darf.", fr = "L’une ne touche que ce que l’utilisateur peut modifier."}
hint{en = "877778 is USRRST: 877778#, then 1#.", de = "877778 ist USRRST: 877778#, dann 1#.", fr = "877778, c’est USRRST : 877778#, puis 1#."}

play{
  function()
    look()
    ask("account")
    choose("user")
  end,
  {"reset", function() reset("877778") end},
  {"account", function()
    phone[1]:offhook()
    phone[1]:hears("dial tone")
    phone[1]:onhook()
  end},
}

mistake{id = "account", play = function() reset("73738") end}
mistake{id = "G2", play = function() reset("877778", {confirm = false}) end}
mistake{id = "G7", play = function() reset("73738", {confirm = false}) end}
