/* SPDX-License-Identifier: MIT */
/* The words of the window, in English and German. Rows of the report stay English: emu/story makes them. */
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
    X(HELP, "Keys", "Tasten")                                                                                          \
    X(PAUSE, "Pause", "Pause")                                                                                         \
    X(GO_ON, "Run", "Weiter")                                                                                          \
    X(STEP, "Step", "Schritt")                                                                                         \
    X(BACK, "Back", "Zurück")                                                                                          \
    X(PAST_NAME, "recorded run", "Aufzeichnung")                                                                       \
    X(PAST, "A recorded run: what was cannot be changed.", "Eine Aufzeichnung: was war, ist nicht zu ändern.")         \
    X(NOT_BACK, "Only a recorded run goes back: --record FILE, then vspa replay --window FILE",                        \
      "Zurück geht es nur in einer Aufzeichnung: --record DATEI, dann vspa replay --window DATEI")                     \
    X(RUN_IS_OVER, "The run is over. Close the window to end.",                                                        \
      "Der Lauf ist zu Ende. Zum Beenden Fenster schließen.")                                                          \
    X(WARP, "warp", "warp")                                                                                            \
    X(SOUND, "Sound", "Ton")                                                                                           \
    X(MUTED, "Muted", "Stumm")                                                                                         \
    X(NOTHING_YET, "Nothing has happened yet.", "Noch ist nichts geschehen.")                                          \
    X(NOT_RUNNING, "The unit is off.", "Das Gerät ist aus.")                                                           \
    X(NO_SOUND, "no sound device: captions show what is heard", "kein Tongerät: Untertitel zeigen, was zu hören ist")  \
    X(SOUND_ONLY_REAL, "sound only at real time", "Ton nur in Echtzeit")                                               \
    X(LAMP_STEADY_ON, "on", "an")                                                                                      \
    X(SAVED, "saved %s", "%s gespeichert")                                                                             \
    X(KEY_DIGITS, "digit of the marked telephone; held as long as the key", "Ziffer des markierten Telefons")          \
    X(KEY_LIFT, "lift, put down", "abheben, auflegen")                                                                 \
    X(KEY_FLASH, "hook flash", "Hook-Flash")                                                                           \
    X(KEY_PHONE, "mark telephone 1, 2", "Telefon 1, 2 markieren")                                                      \
    X(KEY_WAN, "Internet cable out, in", "Internet-Kabel ziehen, stecken")                                             \
    X(KEY_LAN, "Ethernet cable out, in", "Ethernet-Kabel ziehen, stecken")                                             \
    X(KEY_POWER, "power off, on", "Strom aus, ein")                                                                    \
    X(KEY_PAUSE, "pause, go on", "anhalten, weiter")                                                                   \
    X(KEY_STEP, "next, previous thing that happens", "nächstes, voriges Ereignis")                                     \
    X(KEY_JUMP, "recorded run: 5 s back, on", "Aufzeichnung: 5 s zurück, vor")                                         \
    X(KEY_ENDS, "recorded run: start, end", "Aufzeichnung: Anfang, Ende")                                              \
    X(KEY_SPEED, "slower, faster", "langsamer, schneller")                                                             \
    X(KEY_ZOOM, "larger, smaller, as it was", "größer, kleiner, wie vorher")                                           \
    X(KEY_THEME, "dark, light", "dunkel, hell")                                                                        \
    X(KEY_MUTE, "sound off, on", "Ton aus, ein")                                                                       \
    X(KEY_SIDE, "what happens, status", "Ablauf, Status")                                                              \
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

enum win_language { WIN_EN, WIN_DE, WIN_N_LANGUAGES };
const char *win_text(enum win_text id, enum win_language language);
