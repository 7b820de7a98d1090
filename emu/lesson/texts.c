/* SPDX-License-Identifier: MIT */
/* Words of the engine: the general mistakes, the parts of the score, what a caller says of a lamp.
 */
#include "lesson_priv.h"
#include <string.h>

static const struct {
    char id[8];
    enum lesson_part part;
    unsigned cost;
    bool is_each;
    char text[48], why[88]; /* in English: texts/lesson.def */
} general[LESSON_N_GENERAL] = {
    [LESSON_G1] = {"G1", LESSON_REMARK, 0, false, "# was forgotten",
                   "The menu waits for # after each code and each value; after 60 s it says goodbye."},
    [LESSON_G2] = {"G2", LESSON_REMARK, 0, false, "Hung up at the question",
                   "Nothing is reset or saved until 1 has confirmed it."},
    [LESSON_G3] = {"G3", LESSON_METHOD, 2, false, "Hung up before \"Option successful\"",
                   "The unit obeys all the same, but the customer does not know whether it worked."},
    [LESSON_G4] = {"G4", LESSON_METHOD, 2, false, "A code that does not exist",
                   "\"Invalid option\": wrongly dictated, or not possible in this state."},
    [LESSON_G5] = {"G5", LESSON_REMARK, 0, false, "A value that the menu refuses",
                   "The star stands for the dot of an address; # ends the value."},
    [LESSON_G6] = {"G6", LESSON_METHOD, 2, false, "The four stars did not open the menu",
                   "Four stars, without a pause between them."},
    [LESSON_G7] = {"G7", LESSON_REMARK, 0, false, "Reset as the first act",
                   "Nothing was asked, heard or looked at before; the points for evidence are lost."},
    [LESSON_G8] = {"G8", LESSON_HARM, 15, false, "Power cut while the unit was writing",
                   "Fast blinking is a firmware being written: a real unit may not start again."},
    [LESSON_G9] = {"G9", LESSON_HARM, 5, true, "The same again, without looking",
                   "The lamp was not steady yet: the unit was still at the first one."},
    [LESSON_G10] = {"G10", LESSON_REMARK, 0, false, "The other telephone",
                    "The caller's problem is at the other socket."},
    [LESSON_G11] = {"G11", LESSON_REMARK, 0, false, "Closed without a proof",
                    "A case is closed when the customer has heard or seen that it works."},
    [LESSON_G12] = {"G12", LESSON_HARM, 10, false, "Other settings were changed",
                    "What no one has complained about is now different."},
    [LESSON_ACCOUNT] = {"account", LESSON_HARM, 15, false, "Full reset: the provider's account is gone",
                        "73738 takes everything, 877778 only what the user may change."},
    [LESSON_WORSE] = {"worse", LESSON_HARM, 10, false, "Left worse than it was",
                      "The unit worked when the call began."},
};

void lesson_general_rows(struct emu_lesson *l)
{
    for (size_t i = 0; i < LESSON_N_GENERAL; i++) {
        l->mistakes[i] = (struct lesson_mistake){.id = general[i].id,
                                                 .text = {{general[i].text}},
                                                 .why = {{general[i].why}},
                                                 .part = general[i].part,
                                                 .cost = general[i].cost,
                                                 .is_each = general[i].is_each,
                                                 .is_general = true};
    }
    l->n_mistakes = LESSON_N_GENERAL;
}

const char *emu_lesson_mistake_name(const char *id, enum emu_language language)
{
    for (size_t i = 0; i < LESSON_N_GENERAL; i++) {
        if (strcmp(general[i].id, id) == 0) {
            return emu_text_in(EMU_TEXTS_LESSON, general[i].text, language);
        }
    }
    return NULL;
}

const char *lesson_word(const struct emu_lesson *l, enum lesson_word word)
{
    static const char words[LESSON_N_WORDS][28] = {
        [LESSON_WORD_GOALS] = "goals",
        [LESSON_WORD_EVIDENCE] = "evidence before action",
        [LESSON_WORD_NO_HARM] = "no harm",
        [LESSON_WORD_ECONOMY] = "economy",
        [LESSON_WORD_METHOD] = "slips",
        [LESSON_WORD_HINTS] = "hints",
        [LESSON_WORD_TOTAL] = "points",
        [LESSON_WORD_NO_DEED] = "There is no such deed.",
        [LESSON_WORD_IS_BUSY] = "It is being done.",
        [LESSON_WORD_NOT_NOW] = "That is not possible now.",
    };
    return emu_text_in(EMU_TEXTS_LESSON, words[word], l->config.language);
}

const char *emu_lesson_rhythm(const struct emu_lesson *l, const char *pattern)
{
    static const struct {
        char pattern[8], text[44];
    } rhythms[] = {
        {"off", "It is dark."},
        {"on", "It is steady."},
        {"long", "It is on for long, with short pauses."},
        {"slow", "It blinks evenly and slowly."},
        {"vslo", "It blinks very slowly."},
        {"fast", "It flickers fast."},
        {"hb", "Like a heartbeat, and a pause."},
        {"hb2", "Bursts of fast flashes."},
        {"err0", "Long, short, short, and again."},
        {"err1", "Short, short, long, and again."},
        {"err2", "Short, short, long, long, and again."},
        {"sos", "Three short, three long, three short."},
    };
    for (size_t i = 0; i < sizeof rhythms / sizeof rhythms[0]; i++) {
        if (strcmp(rhythms[i].pattern, pattern) == 0) {
            return emu_text_in(EMU_TEXTS_LESSON, rhythms[i].text, l->config.language);
        }
    }
    return "?";
}
