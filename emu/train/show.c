/* SPDX-License-Identifier: MIT */
/*
 * The record of a lesson, and a look at a mistake in it: `vspa replay --window` in a process of its own, as a second
 * run in this one would be another (lwIP's counters live as long as a process). Not in an exam, which keeps everything.
 */
#include "desk.h"
#include <host/files.h>
#include <record/record.h>
#include <rt/str.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define BEFORE_US 3000000u /* so that it is seen how it comes */

extern char **environ;

enum emu_exit show_begin(void *desk, struct emu_unit *u, struct emu_error *error)
{
    struct desk *d = desk;
    return emu_record_start(&d->record, u, d->record_path, error);
}

void show_stop(struct desk *d, struct emu_error *error)
{
    if (d->record != NULL) {
        (void)emu_record_stop(d->record, error); /* the error says it; a second call does nothing */
    }
}

void show_end(struct desk *d)
{
    emu_record_destroy(d->record);
    d->record = NULL;
}

bool show_can(const struct desk *d)
{
    return d->record != NULL && d->record_path != NULL && emu_lesson_is_over(d->lesson);
}

void show_at(const struct desk *d, const char *ms)
{
    char program[EMU_PATH_MAX], from[32];
    uint64_t at_us = strtoull(ms, NULL, 10) * 1000;
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    pid_t child;
    if (n <= 0 || !show_can(d)) {
        return;
    }
    program[n] = '\0';
    at_us = at_us > BEFORE_US ? at_us - BEFORE_US : 0;
    (void)snprintf(from, sizeof from, "%" PRIu64 "ms", at_us / 1000 + 1);
    static const char *const codes[EMU_LESSON_LANGUAGES] = {"en", "de", "fr"};
    /* A shell of its own lets the window go on alone, so that no zombie is left here. */
    char *const words[] = {
        "sh",
        "-c",
        "\"$0\" replay --window --from \"$2\" --language \"$3\" -- \"$1\" </dev/null >/dev/null 2>&1 &",
        program,
        (char *)(uintptr_t)d->record_path,
        from,
        (char *)(uintptr_t)codes[d->language],
        NULL};
    if (posix_spawnp(&child, "sh", NULL, NULL, words, environ) == 0) {
        (void)waitpid(child, NULL, 0);
    }
}
