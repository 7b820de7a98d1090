/* SPDX-License-Identifier: MIT */
/* The words of the window, in English and German. Rows of the report: emu/story/row_german.c; lamps and acts:
 * german.h. */
#pragma once
#include <stddef.h>

/* id, English, German */
#define WIN_TEXT_LIST(X)                                                                                               \
    X(LAMP_POWER, "Power", "Power")                                                                                    \
    X(LAMP_INTERNET, "Internet", "Internet")                                                                           \
    X(LAMP_PHONE_1, "Phone 1", "Phone 1")                                                                              \
    X(LAMP_PHONE_2, "Phone 2", "Phone 2")                                                                              \
    X(SOCKET_ETHERNET, "Ethernet", "Ethernet")                                                                         \
    X(SOCKET_POWER, "12 V", "12 V")                                                                                    \
    X(PLUGGED, "plugged in", "gesteckt")                                                                               \
    X(TO_PHONE_1, "to telephone 1", "zu Telefon 1")                                                                    \
    X(TO_PHONE_2, "to telephone 2", "zu Telefon 2")                                                                    \
    X(CLOSE, "close", "schließen")                                                                                     \
    X(OPEN_SIDE, "open the side", "Seite öffnen")                                                                      \
    X(NEXT_PANEL, "next panel", "nächste Karte")                                                                       \
    X(PREVIOUS_PANEL, "previous panel", "vorige Karte")                                                                \
    X(NOTHING_HEARD, "What the telephones play is written here.", "Hier steht, was die Telefone wiedergeben.")         \
    X(TO_PROVIDER, "to the provider", "zum Anbieter")                                                                  \
    X(TO_PC, "to the PC", "zum PC")                                                                                    \
    X(TO_MAINS, "to the mains", "zum Netzteil")                                                                        \
    X(BELONGS, "this cable belongs into %s", "dieses Kabel gehört in %s")                                              \
    X(WRITES, "the unit writes its firmware: once more cuts the power",                                                \
      "das Gerät schreibt Firmware: nochmals trennt den Strom")                                                        \
    X(NO_CABLE, "no cable", "kein Kabel")                                                                              \
    X(UNPLUGGED, "unplugged", "gezogen")                                                                               \
    X(TELEPHONE, "Telephone %u", "Telefon %u")                                                                         \
    X(SHORT_TELEPHONE, "Telephone %u", "Telefon %u")                                                                   \
    X(ON_HOOK, "on-hook", "aufgelegt")                                                                                 \
    X(OFF_HOOK, "off-hook", "abgehoben")                                                                               \
    X(RINGS, "rings", "klingelt")                                                                                      \
    X(NO_POWER, "no power", "kein Strom")                                                                              \
    X(LIFT, "Lift", "Abheben")                                                                                         \
    X(PUT_DOWN, "Put down", "Auflegen")                                                                                \
    X(FLASH, "Flash", "Flash")                                                                                         \
    X(LIFT_FIRST, "lift the handset first (Space)", "erst abheben (Leertaste)")                                        \
    X(HAPPENS, "What happens", "Ablauf")                                                                               \
    X(FACTS, "Status", "Status")                                                                                       \
    X(CHANGED, "Changed", "Geändert")                                                                                  \
    X(REQUESTS, "Requests", "Anfragen")                                                                                \
    X(PAGES, "Pages", "Seiten")                                                                                        \
    X(ACTS, "Acts", "Befehle")                                                                                         \
    X(TOPIC_LINE, "Line", "Leitung")                                                                                   \
    X(TOPIC_UNIT, "Unit", "Gerät")                                                                                     \
    X(TOPIC_NETWORK, "Network", "Netz")                                                                                \
    X(TOPIC_PROVIDER, "Provider", "Anbieter")                                                                          \
    X(TOPIC_USER, "User", "Bedienung")                                                                                 \
    X(TOPIC_WARNINGS, "Warnings", "Warnungen")                                                                         \
    X(FIND, "Find", "Suchen")                                                                                          \
    X(FILTER, "Filter", "Filter")                                                                                      \
    X(NOTHING_FOUND, "No row has this topic and these words.", "Keine Zeile hat dieses Thema und diese Wörter.")       \
    X(NO_REQUESTS, "No requests yet. The unit asks the provider of --lab after its start, and at each resync.",        \
      "Noch keine Anfragen. Das Gerät fragt den Anbieter von --lab nach dem Start und bei jedem Resync.")              \
    X(NOTHING_CHANGED, "Each parameter has its factory value.", "Jeder Parameter hat seinen Werkswert.")               \
    X(PAGES_AT, "The unit's pages, from this computer:", "Die Seiten des Geräts, von diesem Rechner aus:")             \
    X(NO_PAGES, "No port of this computer leads to the unit's pages: start with --forward lan:tcp:8080=80.",           \
      "Kein Port dieses Rechners führt zu den Seiten des Geräts: mit --forward lan:tcp:8080=80 starten.")              \
    X(OPEN_BROWSER, "Open in the browser", "Im Browser öffnen")                                                        \
    X(NO_BROWSER, "no browser: xdg-open is not installed; in the clipboard: %s",                                       \
      "kein Browser: xdg-open fehlt; in der Zwischenablage: %s")                                                       \
    X(OPEN_YOURSELF, "no browser: xdg-open is not installed; open %s yourself",                                        \
      "kein Browser: xdg-open fehlt; %s selbst öffnen")                                                                \
    X(ACT_LINE, "Type an act", "Befehl eingeben")                                                                      \
    X(SOUND_BACK, "a sound device is there again", "ein Tongerät ist wieder da")                                       \
    X(SET_BEFORE, "set before this run", "vor diesem Lauf gesetzt")                                                    \
    X(SET_PROFILE, "profile", "Profil")                                                                                \
    X(SET_RULE, "profile rule", "Profilregel")                                                                         \
    X(SET_MENU, "voice menu", "Sprachmenü")                                                                            \
    X(SET_PAGE, "page", "Seite")                                                                                       \
    X(SET_CODE, "code dialled", "gewählter Code")                                                                      \
    X(SET_UNIT, "the unit itself", "das Gerät selbst")                                                                 \
    X(SET_HAND, "scenario", "Szenario")                                                                                \
    X(SET_OTHER, "not known by whom", "unbekannt von wem")                                                             \
    X(KEY_NAME_SPACE, "Space", "Leertaste")                                                                            \
    X(EMPTY, "empty", "leer")                                                                                          \
    X(DONE, "done", "erledigt")                                                                                        \
    X(TOO_MANY_ACTS, "four acts are not done yet: wait", "vier Befehle laufen noch: warten")                           \
    X(NO_ACT, "no such act: %s", "kein solcher Befehl: %s")                                                            \
    X(LIST, "All things, as a list", "Alles als Liste")                                                                \
    X(ROLE_BUTTON, "button", "Knopf")                                                                                  \
    X(ROLE_KEY, "key", "Taste")                                                                                        \
    X(ROLE_LAMP, "lamp", "Lampe")                                                                                      \
    X(ROLE_SOCKET, "socket", "Buchse")                                                                                 \
    X(ROLE_HANDSET, "handset", "Hörer")                                                                                \
    X(ROLE_FIELD, "text box", "Eingabe")                                                                               \
    X(ROLE_CHOICE, "option", "Eintrag")                                                                                \
    X(ROLE_ACT, "act", "Befehl")                                                                                       \
    X(ROLE_SLIDER, "slider", "Regler")                                                                                 \
    X(IS_LIT, "lit", "leuchtet")                                                                                       \
    X(IS_DARK, "dark", "dunkel")                                                                                       \
    X(IS_ON, "on", "an")                                                                                               \
    X(HELP, "Keys", "Tasten")                                                                                          \
    X(PAUSE, "Pause", "Pause")                                                                                         \
    X(GO_ON, "Run", "Weiter")                                                                                          \
    X(STEP, "Step", "Schritt")                                                                                         \
    X(BACK, "Back", "Zurück")                                                                                          \
    X(BY_TIME, "by time", "nach Zeit")                                                                                 \
    X(BY_ROWS, "by events", "nach Ablauf")                                                                             \
    X(PAST_NAME, "recorded run", "Aufzeichnung")                                                                       \
    X(PAST, "A recorded run: what was cannot be changed.", "Eine Aufzeichnung: was war, ist nicht zu ändern.")         \
    X(PARTED, "The replay diverged from the record at event %u.",                                                      \
      "Die Wiederholung weicht ab Ereignis %u von der Aufzeichnung ab.")                                               \
    X(NOT_BACK, "This run keeps no record to look back at: --record FILE, then vspa replay --window FILE",             \
      "Dieser Lauf hat keinen Rückblick: --record DATEI, dann vspa replay --window DATEI")                             \
    X(LOOK_FAILED, "The replay ended by itself: report this.", "Die Wiederholung brach ab: bitte melden.")             \
    X(RUN_NAME, "this run", "dieser Lauf")                                                                             \
    X(NOW, "now", "jetzt")                                                                                             \
    X(TO_NOW, "Back to now", "Zum Jetzt")                                                                              \
    X(SAVE_UNIT, "Save the unit", "Gerät sichern")                                                                     \
    X(LOOKING, "Looking at %s. The unit stands still. Esc: back to now",                                               \
      "Blick auf %s. Das Gerät steht still. Esc: zum Jetzt")                                                           \
    X(LOOKS_BACK, "Looking back. The unit stands still.", "Rückblick. Das Gerät steht still.")                         \
    X(STANDS_STILL, "Looking back: the unit stands still", "Rückblick: das Gerät steht still")                         \
    X(RUN_IS_OVER, "The run is over. Close the window to end.",                                                        \
      "Der Lauf ist zu Ende. Zum Beenden Fenster schließen.")                                                          \
    X(WARP, "warp", "warp")                                                                                            \
    X(SOUND, "Sound", "Ton")                                                                                           \
    X(MUTED, "Muted", "Stumm")                                                                                         \
    X(NOTHING_YET, "Nothing has happened yet.", "Noch ist nichts geschehen.")                                          \
    X(NOT_RUNNING, "The unit is off.", "Das Gerät ist aus.")                                                           \
    X(NO_SOUND, "no sound device: captions show what is heard", "kein Tongerät: Untertitel zeigen, was zu hören ist")  \
    X(NOT_SAVED, "%s: cannot be written", "%s: nicht zu schreiben")                                                    \
    X(SAVED, "saved %s", "%s gespeichert")                                                                             \
    X(KEY_DIGITS, "key of the marked telephone", "Taste des Telefons")                                                 \
    X(KEY_LIFT, "lift, put down", "abheben, auflegen")                                                                 \
    X(KEY_FLASH, "hook flash", "Hook-Flash")                                                                           \
    X(KEY_PHONE, "mark telephone 1, 2", "Telefon 1, 2 markieren")                                                      \
    X(KEY_JACK, "telephone cable out, in", "Telefonkabel ziehen, stecken")                                             \
    X(KEY_WAN, "Internet cable out, in", "Internet-Kabel ziehen, stecken")                                             \
    X(KEY_LAN, "Ethernet cable out, in", "Ethernet-Kabel ziehen, stecken")                                             \
    X(KEY_POWER, "power off, on", "Strom aus, ein")                                                                    \
    X(KEY_PAUSE, "pause, go on", "anhalten, weiter")                                                                   \
    X(KEY_STEP, "next, previous thing that happens", "nächstes, voriges Ereignis")                                     \
    X(KEY_ENDS, "recorded run: start, end", "Aufzeichnung: Anfang, Ende")                                              \
    X(KEY_SPEED, "slower, faster", "langsamer, schneller")                                                             \
    X(KEY_ZOOM, "larger, smaller, as it was", "größer, kleiner, wie vorher")                                           \
    X(KEY_THEME, "dark, light", "dunkel, hell")                                                                        \
    X(KEY_MUTE, "sound off, on", "Ton aus, ein")                                                                       \
    X(KEY_SIDE, "close, open the side", "Seite schließen, öffnen")                                                     \
    X(KEY_PANEL, "next, previous panel", "nächste, vorige Karte")                                                      \
    X(KEY_TRAINER, "in a lesson: all trainees", "in einer Lektion: alle Teilnehmer")                                   \
    X(KEY_LIST, "all things, as a list", "alles als Liste")                                                            \
    X(KEY_FIND, "find in what happens", "im Ablauf suchen")                                                            \
    X(KEY_ACTS, "type an act", "Befehl eingeben")                                                                      \
    X(KEY_PAGES, "open the pages", "Seiten öffnen")                                                                    \
    X(KEY_ARROWS, "thing beside; record: 5 s back, on", "Nachbar; Aufzeichnung: 5 s zurück, vor")                      \
    X(KEY_SCROLL, "scroll the panel", "Karte rollen")                                                                  \
    X(KEY_CLOSE, "close, leave", "schließen, verlassen")                                                               \
    X(KEY_SHOT, "save a picture", "Bild speichern")                                                                    \
    X(KEY_FOCUS, "next, previous", "nächstes, voriges")                                                                \
    X(KEY_ENTER, "press the framed one", "das umrahmte drücken")                                                       \
    X(KEY_HELP, "this list", "diese Liste")                                                                            \
    X(KEY_QUIT, "quit", "beenden")

enum win_text {
#define WIN_TEXT_ID(id, en, de) WIN_SAYS_##id,
    WIN_TEXT_LIST(WIN_TEXT_ID)
#undef WIN_TEXT_ID
        WIN_N_TEXTS
};

#define WIN_TEXT_MAX 320u

enum win_language { WIN_EN, WIN_DE, WIN_XX, WIN_N_LANGUAGES };
const char *win_text(enum win_text id, enum win_language language);
