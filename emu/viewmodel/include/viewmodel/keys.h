/* SPDX-License-Identifier: MIT */
/* The keyboard: one row a key. What a row does is a word of the window or an act (hands.h). */
#pragma once
#include <texts/texts.h>
#include <screen/face.h>

struct win_key_row {
    int key;            /* enum win_key, or a character in lower case */
    unsigned modifiers; /* of WIN_MOD_; shift does not count for characters */
    char does[16];      /* "lift" */
    char shown[20];     /* in the list of keys: "Space"; "": part of the row before */
    enum win_text help;
};
const struct win_key_row *win_key_at(size_t i); /* NULL: no more */
/* NULL: the key does nothing. */
const struct win_key_row *win_key_find(int key, unsigned modifiers);
