/* SPDX-License-Identifier: MIT */
#include "board_priv.h"
#include <rt/assert.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

/* The letter in the text form, and the words in the trace. */
static const struct {
    char letter;
    const char *text;
} kinds[] = {
    [BOARD_FAULT_CUT_BEFORE] = {'b', "power cut before"},
    [BOARD_FAULT_CUT_TORN] = {'t', "power cut in the middle of"},
    [BOARD_FAULT_CUT_AFTER] = {'a', "power cut after"},
    [BOARD_FAULT_FAIL] = {'f', "failure of"},
    [BOARD_FAULT_SILENT] = {'s', "silent failure of"},
    [BOARD_FAULT_CUT_LOST] = {'l', "power cut, with the one before lost, after"},
    [BOARD_FAULT_ROT] = {'r', "a bit turned over before"},
    [BOARD_FAULT_BAD] = {'x', "a sector is worn out from"},
    [BOARD_FAULT_DEAF] = {'d', "a sector is silently worn out from"},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

const char *board_fault_kind_text(enum board_fault_kind kind)
{
    return kinds[kind].text;
}

/* Kinds whose text form carries a number behind the letter: that number is below this. The others have 0. */
static uint64_t number_limit(enum board_fault_kind kind)
{
    switch (kind) {
    case BOARD_FAULT_CUT_TORN:
        return (uint64_t)UINT32_MAX + 1; /* more than all: the whole operation */
    case BOARD_FAULT_ROT:
        return (uint64_t)BOARD_FLASH_BYTES * 8;
    case BOARD_FAULT_BAD:
    case BOARD_FAULT_DEAF:
        return BOARD_FLASH_N_SECTORS;
    default:
        return 1;
    }
}

static bool has_number(enum board_fault_kind kind)
{
    return number_limit(kind) > 1;
}

void board_fault_arm(struct board *b, const struct board_fault *faults, size_t n)
{
    RT_ASSERT(n <= BOARD_FAULTS_MAX);
    for (size_t i = 0; i < n; i++) {
        RT_ASSERT(faults[i].operation >= 1 && (unsigned)faults[i].kind < N_KINDS);
        RT_ASSERT(faults[i].kind != BOARD_FAULT_CUT_LOST || faults[i].operation >= 2);
        RT_ASSERT(!has_number(faults[i].kind) || faults[i].torn_bytes < number_limit(faults[i].kind));
        b->faults.plan[i] = faults[i];
    }
    if (b->input.recorders != NULL) {
        char text[BOARD_INPUT_TEXT_MAX + 1];
        RT_ASSERT(board_fault_format(faults, n, text, sizeof text) >= 0); /* eight times 45 characters fit */
        board_input_seen(b, &(struct board_input){.kind = BOARD_INPUT_FAULTS, .text = text});
    }
    b->faults.n = n;
    b->faults.n_hit = 0;
    b->faults.n_since = 0;
    b->flash.bad = b->flash.deaf = 0;
}

size_t board_fault_n_hit(const struct board *b)
{
    return b->faults.n_hit;
}

const struct board_fault *board_fault_next(struct board *b)
{
    struct faults *f = &b->faults;
    f->n_since++;
    if (f->n_hit == f->n || f->plan[f->n_hit].operation != f->n_since) {
        return NULL;
    }
    /* Nothing reaches the flash between a cut and the next power-on, so restarting the count here is right for both
     * kinds. */
    f->n_since = 0;
    return &f->plan[f->n_hit++];
}

bool board_fault_may_undo(const struct board *b)
{
    const struct faults *f = &b->faults;
    return f->n_hit < f->n && f->plan[f->n_hit].kind == BOARD_FAULT_CUT_LOST &&
           f->plan[f->n_hit].operation == f->n_since + 1;
}

void board_fault_observe(struct board *b, board_operation_fn *fn, void *ctx)
{
    b->faults.observe = fn;
    b->faults.observe_ctx = ctx;
}

void board_fault_rot(struct board *b, enum board_region r, uint32_t offset, unsigned bit_0_to_7)
{
    RT_ASSERT(offset < board_region(r)->n_bytes && bit_0_to_7 < 8);
    board_input_seen(
        b, &(struct board_input){.kind = BOARD_INPUT_ROT, .unit = r, .value = (int64_t)offset * 8 + bit_0_to_7});
    board_emitf(b, &board_signal_fault, 0, 0, "bit %u turned over at %s+0x%05x", bit_0_to_7, board_region(r)->name,
                offset);
    board_flash_rot(b, (board_region(r)->offset + offset) * 8 + bit_0_to_7);
}

/* Consumes the leading digits of s. */
static enum rt_err take_number(struct rt_str *s, uint64_t *out)
{
    size_t n = 0;
    while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9') {
        n++;
    }
    enum rt_err err = rt_str_u64(rt_str_n(s->p, n), out);
    *s = rt_str_from(*s, n);
    return err == RT_OK ? RT_OK : RT_ESYNTAX;
}

/* "k17t3" */
static enum rt_err parse_one(struct rt_str s, struct board_fault *out)
{
    uint64_t operation = 0, torn_bytes = 0;
    if (!rt_str_starts(s, "k")) {
        return RT_ESYNTAX;
    }
    s = rt_str_from(s, 1);
    if (take_number(&s, &operation) != RT_OK || operation == 0 || s.n == 0) {
        return RT_ESYNTAX;
    }
    unsigned kind = 0;
    while (kind < N_KINDS && kinds[kind].letter != s.p[0]) {
        kind++;
    }
    s = rt_str_from(s, 1);
    if (kind == N_KINDS) {
        return RT_ESYNTAX;
    }
    if (has_number((enum board_fault_kind)kind) && take_number(&s, &torn_bytes) != RT_OK) {
        return RT_ESYNTAX;
    }
    bool is_outside =
        torn_bytes >= number_limit((enum board_fault_kind)kind) || (kind == BOARD_FAULT_CUT_LOST && operation < 2);
    if (s.n != 0 || is_outside) {
        return RT_ESYNTAX;
    }
    *out = (struct board_fault){operation, (enum board_fault_kind)kind, (uint32_t)torn_bytes};
    return RT_OK;
}

int board_fault_parse(const char *text, struct board_fault *out, size_t max)
{
    size_t n = 0;
    struct rt_str rest = rt_str(text);
    do {
        struct board_fault fault;
        if (parse_one(rt_str_cut(rest, ',', &rest), &fault) != RT_OK) {
            return RT_ESYNTAX;
        }
        if (n == max || n == BOARD_FAULTS_MAX) {
            return RT_EFULL;
        }
        out[n++] = fault;
    } while (rest.p);
    return (int)n;
}

int board_fault_format(const struct board_fault *faults, size_t n, char *out, size_t out_size)
{
    size_t at = 0;
    RT_ASSERT(out_size > 0);
    out[0] = 0;
    for (size_t i = 0; i < n; i++) {
        char one[48], torn[16] = "";
        if (has_number(faults[i].kind)) {
            (void)snprintf(torn, sizeof torn, "%u", faults[i].torn_bytes);
        }
        int n_one = snprintf(one, sizeof one, "%sk%llu%c%s", i > 0 ? "," : "", (unsigned long long)faults[i].operation,
                             kinds[faults[i].kind].letter, torn);
        if (n_one < 0 || at + (size_t)n_one >= out_size) {
            return RT_ETOOBIG;
        }
        memcpy(out + at, one, (size_t)n_one + 1);
        at += (size_t)n_one;
    }
    return (int)at;
}
