/* SPDX-License-Identifier: MIT */
/*
 * A telephone line: hook, digits, tones, prompts; and the interface for applications that take a line over, of
 * which the voice menu is the first.
 *
 * Off-hook gives dial tone (when the unit is in a state that has one: device.md 3.2), then Reorder, then the Off
 * Hook Warning. Digits are heard by spandsp from the samples of the microphone.
 */
#pragma once
#include <fw/element.h>
#include <fw/image.h>
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

struct board;
struct fw_params;
struct fw_lines;
struct fw_line;
struct fw_log;

#define FW_N_LINES 2u

/* An application. It is entered when its trigger was dialled from dial tone; it owns the line until the handset
 * is put down. All calls come from the line; ctx is the one of the table. */
struct fw_line_app {
    const char *name;    /* "ivr" */
    const char *trigger; /* "****" */
    void (*on_enter)(void *ctx, struct fw_line *line);
    void (*on_key)(void *ctx, struct fw_line *line, char key); /* 0-9 * # A-D */
    void (*on_said)(void *ctx, struct fw_line *line);          /* all that was given to say has been played;
                                                                   also at the end of a tone */
    void (*on_hang_up)(void *ctx, struct fw_line *line);       /* last call of a session */
    void *ctx;
    struct fw_line_app *next; /* private */
};

struct fw_lines_config {
    struct board *board;
    const struct fw_params *params;
    const struct fw_image *image; /* prompts */
    struct fw_log *log;
    void (*on_idle_change)(void *ctx); /* a line became busy or idle */
    void *ctx;
};
enum rt_err fw_lines_create(struct fw_lines **out, const struct fw_lines_config *config);
void fw_lines_destroy(struct fw_lines *l);
void fw_lines_add_app(struct fw_lines *l, struct fw_line_app *app);
/* A line that it has goes silent; the app is not called any more, not even for the end of a session. */
void fw_lines_remove_app(struct fw_lines *l, struct fw_line_app *app);
/* Silent: no tone at all (initialising, upgrading: device.md 3.2). An application that runs is cut off. */
void fw_lines_set_silent(struct fw_lines *l, bool is_silent);
bool fw_lines_are_idle(const struct fw_lines *l); /* all on-hook */
bool fw_line_is_off_hook(const struct fw_lines *l, unsigned port_0_or_1);

/* For applications. */
unsigned fw_line_port(const struct fw_line *line); /* 0, 1 */
/* Prompts one after the other, at once, in place of what is being said. Names as in the image ("digit_5"); a
 * name that the release lacks is skipped and logged. Up to 64. */
void fw_line_say(struct fw_line *line, const char *const *prompts, size_t n);
void fw_line_hush(struct fw_line *line);
bool fw_line_is_saying(const struct fw_line *line);
/* A call progress tone by its parameter: "Reorder_Tone". Replaces what plays. One that the provider emptied, or
 * that cannot be read, is silence without an end. */
void fw_line_tone(struct fw_line *line, enum fw_element tone);
