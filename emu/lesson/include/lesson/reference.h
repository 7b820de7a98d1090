/* SPDX-License-Identifier: MIT */
/* For authors of lessons: the page of the language, and a lesson to begin with. */
#pragma once
#include <stdio.h>

/* In Markdown, made from the tables of words. */
void emu_lesson_write_reference(FILE *out);
/* A lesson that works, with this id. */
void emu_lesson_write_skeleton(FILE *out, const char *id);
