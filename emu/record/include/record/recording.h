/* SPDX-License-Identifier: MIT */
/* Reading a record (recitem.h): checked whole when it is opened, then inputs and lines of the trace in their order. */
#pragma once
#include <host/error.h>
#include <record/recitem.h>
#include <board/input.h>
#include <rt/buf.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

struct emu_recording;
struct emu_unitfile;

/* Everything is checked: sums, kinds, order. may_be_partial: a record whose end is missing is taken up to there. */
enum emu_exit emu_recording_open(struct emu_recording **out, const char *path, bool may_be_partial,
                                 struct emu_error *error);
void emu_recording_close(struct emu_recording *r); /* NULL is allowed */

struct emu_recording_facts {
    uint64_t seed;
    bool is_strict;
    bool has_g729; /* its replay needs the library too */
    uint32_t quirks;
    bool is_whole;               /* it has its end */
    const char *version;         /* of the program that wrote it */
    struct board_moment end;     /* of the last input if it is not whole */
    uint64_t n_inputs, n_events; /* n_events: with lines in the record */
};
/* Borrowed, as long as the recording. */
const struct emu_recording_facts *emu_recording_facts(const struct emu_recording *r);
/* The flash before the power was on, into a file that is blank. images: the folder of the release that the record may
 * refer to; NULL: the default place. */
enum emu_exit emu_recording_flash(const struct emu_recording *r, struct emu_unitfile *file, const char *images,
                                  struct emu_error *error);

/* The i-th input and its moment; its data is put into *data (cleared first), its pointers are valid until the next
 * call. RT_ENOENT: there are no more. RT_EINVAL: invalid input. */
enum rt_err emu_recording_input(const struct emu_recording *r, uint64_t i, struct board_input *in,
                                struct board_moment *at, struct rt_buf *data);
/* The line of the event with that number, with its line feed; numbers must not go back. Empty: there is none. */
struct rt_str emu_recording_line(struct emu_recording *r, uint64_t number);
