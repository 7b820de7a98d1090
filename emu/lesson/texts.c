/* SPDX-License-Identifier: MIT */
/* Words of the engine, in both languages: the general mistakes, the parts of the score, what a caller says of a lamp.
 */
#include "lesson_priv.h"
#include <string.h>

static const struct {
    const char *id;
    enum lesson_part part;
    unsigned cost;
    bool is_each;
    struct lesson_text text, why;
} general[LESSON_N_GENERAL] = {
    [LESSON_G1] = {"G1",
                   LESSON_REMARK,
                   0,
                   false,
                   {{"# was forgotten", "# vergessen"}},
                   {{"The menu waits for # after each code and each value; after 60 s it says goodbye.",
                     "Das Menü wartet nach jedem Code und jedem Wert auf #; nach 60 s verabschiedet es sich."}}},
    [LESSON_G2] = {"G2",
                   LESSON_REMARK,
                   0,
                   false,
                   {{"Hung up at the question", "Bei der Frage aufgelegt"}},
                   {{"Nothing is reset or saved until 1 has confirmed it.",
                     "Ohne die Bestätigung mit 1 wird nichts zurückgesetzt oder gespeichert."}}},
    [LESSON_G3] = {"G3",
                   LESSON_METHOD,
                   2,
                   false,
                   {{"Hung up before \"Option successful\"", "Vor »Option successful« aufgelegt"}},
                   {{"The unit obeys all the same, but the customer does not know whether it worked.",
                     "Das Gerät gehorcht trotzdem, aber der Kunde weiß nicht, ob es geklappt hat."}}},
    [LESSON_G4] = {"G4",
                   LESSON_METHOD,
                   2,
                   false,
                   {{"A code that does not exist", "Einen Code gewählt, den es nicht gibt"}},
                   {{"\"Invalid option\": wrongly dictated, or not possible in this state.",
                     "»Invalid option«: falsch diktiert, oder in diesem Zustand nicht möglich."}}},
    [LESSON_G5] = {"G5",
                   LESSON_REMARK,
                   0,
                   false,
                   {{"A value that the menu refuses", "Ein Wert, den das Menü ablehnt"}},
                   {{"The star stands for the dot of an address; # ends the value.",
                     "Der Stern steht für den Punkt der Adresse; # beendet den Wert."}}},
    [LESSON_G6] = {"G6",
                   LESSON_METHOD,
                   2,
                   false,
                   {{"The four stars did not open the menu", "Die vier Sterne haben das Menü nicht geöffnet"}},
                   {{"Four stars, without a pause between them.", "Vier Sterne, ohne Pause dazwischen."}}},
    [LESSON_G7] = {"G7",
                   LESSON_REMARK,
                   0,
                   false,
                   {{"Reset as the first act", "Als Erstes zurückgesetzt"}},
                   {{"Nothing was asked, heard or looked at before; the points for evidence are lost.",
                     "Vorher wurde nichts gefragt, gehört oder angesehen; die Punkte für Belege sind verloren."}}},
    [LESSON_G8] =
        {"G8",
         LESSON_HARM,
         15,
         false,
         {{"Power cut while the unit was writing", "Strom weg, während das Gerät schrieb"}},
         {{"Fast blinking is a firmware being written: a real unit may not start again.",
           "Schnelles Blinken heißt: Firmware wird geschrieben. Ein echtes Gerät startet danach vielleicht nie "
           "mehr."}}},
    [LESSON_G9] = {"G9",
                   LESSON_HARM,
                   5,
                   true,
                   {{"The same again, without looking", "Noch einmal dasselbe, ohne hinzusehen"}},
                   {{"The lamp was not steady yet: the unit was still at the first one.",
                     "Die Lampe leuchtete noch nicht ruhig: das Gerät war noch mit dem ersten Mal beschäftigt."}}},
    [LESSON_G10] = {"G10",
                    LESSON_REMARK,
                    0,
                    false,
                    {{"The other telephone", "Das andere Telefon"}},
                    {{"The caller's problem is at the other socket.", "Das Problem liegt an der anderen Buchse."}}},
    [LESSON_G11] = {"G11",
                    LESSON_REMARK,
                    0,
                    false,
                    {{"Closed without a proof", "Ohne Nachweis beendet"}},
                    {{"A case is closed when the customer has heard or seen that it works.",
                      "Ein Fall ist zu Ende, wenn der Kunde gehört oder gesehen hat, dass es geht."}}},
    [LESSON_G12] = {"G12",
                    LESSON_HARM,
                    10,
                    false,
                    {{"Other settings were changed", "Andere Einstellungen wurden verändert"}},
                    {{"What no one has complained about is now different.",
                      "Worüber niemand geklagt hat, ist jetzt anders."}}},
    [LESSON_ACCOUNT] = {"account",
                        LESSON_HARM,
                        15,
                        false,
                        {{"Full reset: the provider's account is gone", "Voll zurückgesetzt: das Konto ist weg"}},
                        {{"73738 takes everything, 877778 only what the user may change.",
                          "73738 löscht alles, 877778 nur, was der Benutzer ändern darf."}}},
    [LESSON_WORSE] = {"worse",
                      LESSON_HARM,
                      10,
                      false,
                      {{"Left worse than it was", "Schlechter hinterlassen als vorgefunden"}},
                      {{"The unit worked when the call began.", "Zu Beginn des Anrufs ging das Gerät."}}},
};

void lesson_general_rows(struct emu_lesson *l)
{
    for (size_t i = 0; i < LESSON_N_GENERAL; i++) {
        l->mistakes[i] = (struct lesson_mistake){.id = general[i].id,
                                                 .text = general[i].text,
                                                 .why = general[i].why,
                                                 .part = general[i].part,
                                                 .cost = general[i].cost,
                                                 .is_each = general[i].is_each,
                                                 .is_general = true};
    }
    l->n_mistakes = LESSON_N_GENERAL;
}

const char *lesson_word(const struct emu_lesson *l, enum lesson_word word)
{
    static const struct lesson_text words[LESSON_N_WORDS] = {
        [LESSON_WORD_GOALS] = {{"goals", "Ziele"}},
        [LESSON_WORD_EVIDENCE] = {{"evidence before action", "erst Belege, dann handeln"}},
        [LESSON_WORD_NO_HARM] = {{"no harm", "nichts verschlimmert"}},
        [LESSON_WORD_ECONOMY] = {{"economy", "ohne Umwege"}},
        [LESSON_WORD_METHOD] = {{"slips", "Flüchtigkeiten"}},
        [LESSON_WORD_HINTS] = {{"hints", "Hinweise"}},
        [LESSON_WORD_TOTAL] = {{"points", "Punkte"}},
        [LESSON_WORD_NO_DEED] = {{"There is no such deed.", "Das gibt es hier nicht."}},
        [LESSON_WORD_IS_BUSY] = {{"It is being done.", "Das geschieht gerade."}},
        [LESSON_WORD_NOT_NOW] = {{"That is not possible now.", "Das geht jetzt nicht."}},
    };
    return lesson_say(l, &words[word]);
}

const char *emu_lesson_rhythm(const struct emu_lesson *l, const char *pattern)
{
    static const struct {
        const char *pattern;
        struct lesson_text text;
    } rhythms[] = {
        {"off", {{"It is dark.", "Sie ist dunkel."}}},
        {"on", {{"It is steady.", "Sie leuchtet ruhig."}}},
        {"long", {{"It is on for long, with short pauses.", "Sie leuchtet lange, mit kurzen Pausen."}}},
        {"slow", {{"It blinks evenly and slowly.", "Sie blinkt gleichmäßig und langsam."}}},
        {"vslo", {{"It blinks very slowly.", "Sie blinkt sehr langsam."}}},
        {"fast", {{"It flickers fast.", "Sie flackert schnell."}}},
        {"hb", {{"Like a heartbeat, and a pause.", "Wie ein Herzschlag, dann Pause."}}},
        {"hb2", {{"Bursts of fast flashes.", "Kurze, schnelle Salven."}}},
        {"err0", {{"Long, short, short, and again.", "Lang, kurz, kurz, und wieder."}}},
        {"err1", {{"Short, short, long, and again.", "Kurz, kurz, lang, und wieder."}}},
        {"err2", {{"Short, short, long, long, and again.", "Kurz, kurz, lang, lang, und wieder."}}},
        {"sos", {{"Three short, three long, three short.", "Dreimal kurz, dreimal lang, dreimal kurz."}}},
    };
    for (size_t i = 0; i < sizeof rhythms / sizeof rhythms[0]; i++) {
        if (strcmp(rhythms[i].pattern, pattern) == 0) {
            return lesson_say(l, &rhythms[i].text);
        }
    }
    return "?";
}
