/* SPDX-License-Identifier: MIT */
/* The words of the desk that have files of their own; desk.c has the table, and those for hands. Used by emu/train
 * only. */
#pragma once
#include "desk.h"
#include <act/act.h>

typedef void desk_word_fn(struct desk *d, const char *rest);

/* words_page.c: the unit's pages, the PC, the provider's log */
desk_word_fn desk_word_lease, desk_word_page, desk_word_submit, desk_word_log;
/* words_lesson.c: what the lesson has */
desk_word_fn desk_word_ask, desk_word_diagnosis, desk_word_have, desk_word_hint;

/* Lets time go by until the act is done; then the caller of it reads the results, and ends the call. arguments NULL:
 * they are taken already. */
enum rt_err desk_do_act(struct desk *d, struct emu_act_call *call, const char *arguments);
