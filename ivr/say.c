/* SPDX-License-Identifier: MIT */
/* Turns values into prompts: digit by digit, "dot" between octets (recall: no page quotes the exact wording). */
#include "ivr_priv.h"

#define OTHER "other"

static const char *const digits[] = {"digit_0", "digit_1", "digit_2", "digit_3", "digit_4",
                                     "digit_5", "digit_6", "digit_7", "digit_8", "digit_9"};
static const char *const letters[] = {
    "letter_a", "letter_b", "letter_c", "letter_d", "letter_e", "letter_f", "letter_g", "letter_h", "letter_i",
    "letter_j", "letter_k", "letter_l", "letter_m", "letter_n", "letter_o", "letter_p", "letter_q", "letter_r",
    "letter_s", "letter_t", "letter_u", "letter_v", "letter_w", "letter_x", "letter_y", "letter_z"};
static const struct {
    char c;
    const char *prompt;
} signs[] = {{'.', "dot"},
             {'-', "dash"},
             {'/', "slash"},
             {':', "colon"},
             {'*', "star"},
             {'#', "pound"},
             {'(', "open_parenthesis"},
             {')', "close_parenthesis"}};

static const char *prompt_of(char c)
{
    if (c >= '0' && c <= '9') {
        return digits[c - '0'];
    }
    if (c >= 'a' && c <= 'z') {
        return letters[c - 'a'];
    }
    if (c >= 'A' && c <= 'Z') {
        return letters[c - 'A'];
    }
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (signs[i].c == c) {
            return signs[i].prompt;
        }
    }
    return OTHER;
}

void ivr_words_put(struct ivr_words *w, const char *prompt)
{
    if (prompt != NULL && prompt[0] != '\0' && w->n < IVR_SAY_MAX) {
        w->prompts[w->n++] = prompt;
    }
}

static bool put_choice(struct ivr_words *w, const struct ivr_option *o, const char *value)
{
    struct rt_str rest = rt_str(o->choices);
    struct ivr_choice c;

    while (ivr_choice_next(&rest, &c)) {
        if (rt_str_is(c.value, value)) {
            (void)rt_str_copy(w->choice, sizeof w->choice, c.prompt); /* it fits: menu.c saw to it */
            ivr_words_put(w, w->choice);
            return true;
        }
    }
    return false;
}

void ivr_words_put_value(struct ivr_words *w, const struct ivr_option *o, const char *value)
{
    if (value[0] == '\0') {
        ivr_words_put(w, "not_available");
        return;
    }
    if (o->input == IVR_INPUT_CHOICES && put_choice(w, o, value)) {
        return;
    }
    for (const char *c = value; *c != '\0'; c++) {
        ivr_words_put(w, prompt_of(*c));
    }
}
