/* SPDX-License-Identifier: MIT */
/*
 * A guest of the window: the front end's own panel in the place of the side, as rows of text and buttons. While there
 * is one, the window shows the unit, its telephones and the guest: neither the report nor facts, parameters, pages, or
 * a line of acts.
 *
 * Owner: the front end; it outlives the window. Context: the window's.
 */
#pragma once
#include <stdbool.h>

enum emu_window_guest_style {
    EMU_GUEST_TITLE,
    EMU_GUEST_TEXT,
    EMU_GUEST_MUTED,
    EMU_GUEST_GOOD,
    EMU_GUEST_BAD,
    EMU_GUEST_BUTTON,
    EMU_GUEST_GAP, /* an empty line */
};
struct emu_window_guest_row {
    const char *id; /* of its widget: "goal.address"; at most 28 characters count */
    enum emu_window_guest_style style;
    const char *text; /* wrapped into lines */
    const char *word; /* of a button: what the guest's act() gets; at most 38 characters */
    bool is_active;   /* a button that is pressed in */
};
typedef void emu_window_guest_put(void *put_ctx, const struct emu_window_guest_row *row);

struct emu_window_guest {
    const char *title; /* in the window's bar, in the place of what the unit is */
    bool has_no_lamps; /* the lamps are out of sight */
    void (*rows)(void *ctx, emu_window_guest_put *put, void *put_ctx);
    void (*act)(void *ctx, const char *word);
    /* What has gone wrong since it was asked last: a small window tells it apart, as its row may be out of sight there.
     * NULL: nothing. The function may be NULL. */
    const char *(*news)(void *ctx);
    void *ctx;
};
