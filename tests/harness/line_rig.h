/* SPDX-License-Identifier: MIT */
/*
 * Two telephones on a board whose firmware is only the lines and call control: parameters, prompts and tones of a real
 * release, hands that dial by sound, ears that recognise by sound. What happens is waited for in the trace, from a
 * cursor on.
 */
#pragma once
#include <ear/ear.h>
#include <unit/phone.h>
#include <board/signal.h>
#include <fw/call.h>
#include <fw/image.h>
#include <fw/line.h>
#include <fw/log.h>
#include <harness/params_rig.h>
#include <rt/buf.h>

struct line_rig {
    struct params_rig params;
    struct board *board; /* of params */
    struct fw_log log;
    struct rt_buf bytes; /* the image */
    struct fw_image image;
    struct fw_lines *lines;
    struct fw_calls *calls; /* their caller */
    struct emu_phone *phone[FW_N_LINES];
    struct emu_ear *ear[FW_N_LINES];
    unsigned n_idle_changes;
    uint64_t cursor; /* number of the next event that was not looked at */
};

/* Reads an image file of the build and checks it as the unit would. Fails the test when anything does. */
void line_rig_read_image(const char *path, struct rt_buf *bytes, struct fw_image *image);
/* image_path: TEST_BINARY_DIR "/images/spa2102-5.2.10.img". */
void line_rig_open(struct line_rig *rig, const char *image_path);
/* The lines and their caller end, as before a restart; close does it by itself. */
void line_rig_drop_lines(struct line_rig *rig);
void line_rig_close(struct line_rig *rig);
/* Sets a parameter, as a resync would. */
void line_rig_set(struct line_rig *rig, const char *element, const char *value);
void line_rig_run_ms(struct line_rig *rig, uint64_t ms);
/* Dials and waits until the last key has been sent. */
void line_rig_dial(struct line_rig *rig, unsigned port, const char *keys);
/* Runs until an event of this signal and telephone has this text within it, and puts the cursor behind it. Fails the
 * test, with the events that came instead, after so long. Returns when it was, in microseconds. */
uint64_t line_rig_expect(struct line_rig *rig, const struct board_signal *s, unsigned port, const char *text,
                         uint64_t within_ms);
/* Runs for so long; fails the test when such an event comes. The cursor stays. */
void line_rig_expect_none(struct line_rig *rig, const struct board_signal *s, unsigned port, const char *text,
                          uint64_t for_ms);
