/* SPDX-License-Identifier: MIT */
/*
 * A telephone on one of the two ports, from the user's side: hook and keypad. Keys are DTMF tones into the
 * microphone; the unit learns of them in no other way.
 *
 * Owner: the owner of the board; destroyed before it. Ports are 0 and 1, as in board/fxs.h.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stdint.h>

struct board;
struct emu_phone;

#define EMU_PHONE_ON_MS    100u /* a digit as a telephone dials it from memory */
#define EMU_PHONE_OFF_MS   100u
#define EMU_PHONE_PAUSE_MS 1000u /* for each ',' */
#define EMU_PHONE_FLASH_MS 300u

/* NULL: no memory. */
struct emu_phone *emu_phone_create(struct board *b, unsigned port);
void emu_phone_destroy(struct emu_phone *p);
/* Length of a key and of the pause after it: 10 .. 10,000 ms each, else RT_ERANGE and nothing changes. */
enum rt_err emu_phone_set_timing(struct emu_phone *p, unsigned on_ms, unsigned off_ms);

/* Lifts the handset, or puts it down. */
void emu_phone_set_hook(struct emu_phone *p, bool is_off_hook);
/* Presses the hook for 300 ms. RT_EREFUSED: the handset is down. RT_EBUSY: a flash is under way. */
enum rt_err emu_phone_flash(struct emu_phone *p);

/* Dials, after what is still being dialled: 0-9 * # A-D (a-d), ',' is a pause; blanks and '-' are skipped.
 * Writes a `keys` event whose value is on_ms * 1000000 + off_ms. RT_EREFUSED: the handset is down.
 * RT_EUNREACH: its cable is out. RT_EINVAL: another character; RT_EFULL: more than the port's microphone holds. In both
 * cases nothing is dialled. */
enum rt_err emu_phone_dial(struct emu_phone *p, const char *keys);
bool emu_phone_is_dialling(const struct emu_phone *p);

/* A key that is held: its tone sounds from the press to the release, and at least EMU_PHONE_PRESS_MIN_MS. One key at a
 * time. RT_EINVAL: not one of 0-9 * # A-D. RT_EREFUSED: the handset is down. RT_EUNREACH: its cable is out. RT_EBUSY:
 * another key is down, or its tone has not had its length yet. RT_ENOMEM. Lowering the handset releases it. */
#define EMU_PHONE_PRESS_MIN_MS 70u /* shorter presses are dialled like this; receivers need 40 ms: ITU-T Q.24 */
enum rt_err emu_phone_press(struct emu_phone *p, char key);
enum rt_err emu_phone_release(struct emu_phone *p); /* RT_ENOENT: no key is down */
bool emu_phone_is_pressed(const struct emu_phone *p);

/* A tone into the microphone, after what is still queued; returns at once. RT_ERANGE: the frequency, or ms is 0.
 * RT_EREFUSED: the handset is down. RT_EUNREACH: its cable is out. RT_EFULL: more than the port's microphone holds.
 * RT_ENOMEM. */
#define EMU_PHONE_SPEAK_MIN_HZ 100u
#define EMU_PHONE_SPEAK_MAX_HZ 3600u
enum rt_err emu_phone_speak(struct emu_phone *p, unsigned hz, unsigned ms);
