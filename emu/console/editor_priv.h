/* SPDX-License-Identifier: MIT */
/* Private to editor.c, which owns the line, and editor_keys.c, which has its keys. */
#pragma once
#include "bar.h"
#include "bench.h"
#include "complete.h"
#include "editor.h"
#include "job.h"
#include <histedit.h>
#include <wchar.h>

#define EDITOR_LINE_BYTES 1024u
#define EDITOR_PROMPT     "vspa> "
#define EDITOR_ONCE_MORE  "Ctrl-C again ends; so do Ctrl-D and 'quit'."

struct emu_editor {
    struct emu_bench *bench;
    EditLine *el; /* NULL: the kernel edits the line */
    History *history;
    struct emu_bar bar;
    struct emu_job job;
    struct emu_completion completion;
    bool has_input;
    bool is_interrupted; /* by Ctrl-C, which waits for the keys before it */
    bool is_reading;     /* a line is being typed */
    bool is_displayed;   /* it is on the screen */
    bool is_warned;      /* Ctrl-C on an empty line was the last key */
    mbstate_t decoder;
    char line[EDITOR_LINE_BYTES]; /* without libedit */
    int index;
};

/* The editor of a callback. */
struct emu_editor *editor_of(EditLine *el);
/* Takes the line that is typed off the screen, and puts it there again. */
void editor_clear_line(struct emu_editor *e);
void editor_show_line(struct emu_editor *e);
bool editor_bind_keys(EditLine *el);
