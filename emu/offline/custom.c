/* SPDX-License-Identifier: MIT */
#include <offline/custom.h>
#include <offline/nearest.h>
#include <offline/offline.h>
#include <offline/plain.h>
#include <offline/release.h>
#include <board/flash.h>
#include <fw/param.h>
#include <rt/human.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

struct job {
    const char *path;
    unsigned n_problems;
    struct emu_error *error;
};

static void on_problem(void *ctx, const struct plain_place *at, const char *what, const char *fix)
{
    struct job *j = ctx;
    j->n_problems++;
    if (at->line > 0) {
        (void)fprintf(stderr, "%s:%u:%u: %s: %s\n", at->file, at->line, at->column, what, fix);
    } else {
        emu_error_set(j->error, EMU_EXIT_ENVIRONMENT, "%s: %s", what, fix);
    }
}

/* A unit is made once: what its firmware would ignore at a start is a mistake here. */
static void check_entry(struct job *j, const struct offline *unit, struct fw_txn *txn, const struct plain_entry *e)
{
    char fix[160] = "take it out, or choose another --release";
    enum fw_fit fit = FW_FIT_OK;
    if (e->value == NULL) {
        on_problem(j, &e->at, "a customised default without a value", "give one, \"\" for the empty text");
    } else if (fw_txn_set_by_name(txn, rt_str(e->element), rt_str(e->value), &fit) != RT_OK) {
        emu_error_set(j->error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", j->path);
    } else if (fit == FW_FIT_UNKNOWN) {
        const char *near = nearest_element(unit->schema, rt_str(e->element), NULL);
        if (near != NULL) {
            (void)snprintf(fix, sizeof fix, "did you mean %s?", near);
        }
        on_problem(j, &e->at, "the release has no such parameter", fix);
    } else if (fit == FW_FIT_WRONG_TYPE || strlen(e->value) > FW_VALUE_MAX) {
        (void)snprintf(fix, sizeof fix, "'vspa explain --param %s' tells what it takes", e->element);
        on_problem(j, &e->at, "the unit would ignore this value", fix);
    }
}

/* By the engine of a unit of that release that has nothing set yet. */
static void check(struct job *j, const struct plain *source, struct release *of)
{
    struct offline unit;
    struct fw_txn *txn = NULL;
    uint8_t *flash = rt_mem_alloc(BOARD_FLASH_BYTES); /* zeros read as empty */
    enum rt_err err = flash != NULL ? offline_open(&unit, flash, of) : RT_ENOMEM;
    if (err == RT_OK) {
        err = fw_txn_create(&txn, unit.params);
        for (size_t i = 0; err == RT_OK && i < plain_n_entries(source); i++) {
            check_entry(j, &unit, txn, plain_entry(source, i));
        }
        fw_txn_destroy(txn); /* nothing is kept */
        offline_close(&unit);
    }
    if (err != RT_OK) {
        emu_error_set(j->error, EMU_EXIT_ENVIRONMENT, "%s: %s", j->path, rt_err_text(err));
    }
    rt_mem_free(flash);
}

static void put_entries(const struct plain *source, const char *owner, struct rt_buf *out)
{
    if (owner != NULL) {
        (void)rt_buf_printf(out, FW_CUSTOM_OWNER_LINE "%s\n", owner); /* failures are remembered by the buffer */
    }
    for (size_t i = 0; i < plain_n_entries(source); i++) {
        const struct plain_entry *e = plain_entry(source, i);
        (void)rt_buf_printf(out, "%s = %s\n", e->element, e->value);
    }
}

enum emu_exit custom_read(const char *path, const char *owner, const char *images, const char *release,
                          struct rt_buf *out, struct emu_error *error)
{
    struct job j = {.path = path, .error = error};
    const struct plain_config config = {.on_problem = on_problem, .ctx = &j, .is_template = true};
    struct release of = {0};
    struct plain *source = NULL;
    if (owner != NULL && (strlen(owner) > FW_CUSTOM_OWNER_MAX || strpbrk(owner, "\r\n") != NULL)) {
        return emu_error_set(error, EMU_EXIT_USAGE, "new: --owner: too long: %u characters on one line is the limit",
                             FW_CUSTOM_OWNER_MAX);
    }
    if (plain_read(&source, &config, path) == RT_ENOMEM) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s", path, rt_err_text(RT_ENOMEM));
    } else if (release_open(&of, images, release, error) == EMU_EXIT_OK) {
        check(&j, source, &of);
        if (j.n_problems > 0) {
            emu_error_set(error, EMU_EXIT_NO, "%s: %s in the template: correct it", path,
                          rt_count(j.n_problems, "problem").s);
        } else if (error->code == EMU_EXIT_OK) {
            put_entries(source, owner, out);
        }
    }
    if (error->code == EMU_EXIT_OK && rt_buf_error(out) != RT_OK) {
        emu_error_set(error, EMU_EXIT_NO, "%s: exceeds the %u bytes that a unit can store: shorten it", path,
                      FW_CUSTOM_TEXT_MAX);
    }
    plain_destroy(source);
    release_close(&of);
    return error->code;
}
