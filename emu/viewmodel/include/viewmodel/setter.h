/* SPDX-License-Identifier: MIT */
/* Who has set a parameter, and when: from the trace, since the window watches the unit. */
#pragma once
#include <board/signal.h>
#include <stdint.h>

#define WIN_SET_MAX      1024u /* parameters: a release has some 700. A power of two */
#define WIN_SET_FROM_MAX 16u   /* addresses of profiles; later ones take the place of the last */
#define WIN_SET_TEXT     96u

enum win_set_by {
    WIN_SET_UNKNOWN,
    WIN_SET_PROFILE,
    WIN_SET_RULE,
    WIN_SET_MENU,
    WIN_SET_PAGE,
    WIN_SET_CODE,
    WIN_SET_UNIT,
    WIN_SET_HAND
};

struct win_set {
    uint32_t hash; /* of the element; 0: a free place */
    enum win_set_by by;
    uint8_t from; /* of a profile: its address */
    uint64_t at_us;
};
struct win_setters {
    struct win_set set[WIN_SET_MAX];
    char from[WIN_SET_FROM_MAX][WIN_SET_TEXT];
    char fetched[WIN_SET_TEXT]; /* the last address */
    struct win_set now;         /* of the commit whose values come now */
};

void win_setters_see(struct win_setters *s, const struct board_event *e);
/* NULL: it was set before. */
const struct win_set *win_setters_find(const struct win_setters *s, const char *element);
