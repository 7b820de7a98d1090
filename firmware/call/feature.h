/* SPDX-License-Identifier: MIT */
/* Services by flash and a digit: Feature_Invocation_Method. Inside firmware/call. */
#pragma once
#include "call_priv.h"
#include "matrix.h"

void call_feature_init(struct call_line *l);
/* Nothing is asked any more: the line is given back, or hung up. */
void call_feature_stop(struct call_line *l);
/* True: the flash asks for a digit, or ended such a question. */
bool call_feature_on_flash(struct call_line *l);
/* True: the key was for it. */
bool call_feature_on_key(struct call_line *l, char key);

/* hook.c: what it knows and does. */
enum call_situation call_situation_of(struct call_line *l);
void call_do(struct call_line *l, enum call_act act);
/* What a flash, or hanging up, does with a held and a heard call, if that is a conference or a transfer. */
void call_do_with_both(struct call_line *l, enum call_hook_event event);
