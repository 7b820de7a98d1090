/* SPDX-License-Identifier: MIT */
/*
 * Factory reset and user reset. Source: guide p.1-7 (MFG-RESET); voice menu codes 73738 and 877778.
 *
 * A factory reset writes a fresh half with an empty state: atomic by its mark, as every rewrite. Then the other half
 * is erased, so that the passwords of the last owner cannot be read from the part. If power fails in this last step,
 * the unit has forgotten them anyway, but the cells may still hold them.
 */
#include "params.h"
#include <board/board.h>
#include <board/signal.h>
#include <rt/log.h>
#include <rt/mem.h>

static size_t apply_factory(struct fw_params *p, int *ids)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        enum fw_access factory = fw_schema_access(p->schema, i);
        if (!fw_param_is_default(p, (int)i) || fw_param_access(p, (int)i) != factory) {
            ids[n++] = (int)i;
        }
        p->values[i] = rt_mem_free(p->values[i]);
        p->marks[i] = (struct param_mark){0};
    }
    param_free_foreign(p);
    return n;
}

enum rt_err fw_params_factory_reset(struct fw_params *p)
{
    struct rt_buf empty;
    rt_buf_init(&empty, 0);
    int *ids = rt_mem_alloc(p->n * sizeof *ids);
    enum rt_err err = ids != NULL ? param_journal_rewrite(&p->journal, &empty) : RT_ENOMEM;
    if (err != RT_OK) {
        goto out;
    }
    enum rt_err wiped = param_journal_wipe_other(&p->journal);
    if (wiped != RT_OK) {
        rt_log(board_log(p->board), RT_LOG_WARN, "param", "old values may remain in flash: %s", rt_err_text(wiped));
    }
    size_t n = apply_factory(p, ids);
    param_tell_reset(p, n);
    if (n > 0) {
        p->generation++;
        param_call_watchers(p, ids, n);
    }
out:
    rt_mem_free(ids);
    rt_buf_fini(&empty);
    return err;
}

/* Accesses stay: they belong to the provider. Values that this release does not know stay too, since their access is
 * unknown. Both guesses. */
enum rt_err fw_params_user_reset(struct fw_params *p)
{
    struct fw_txn *t;
    enum rt_err err = fw_txn_create(&t, p);
    for (size_t i = 0; err == RT_OK && i < p->n; i++) {
        if (fw_param_access(p, (int)i) == FW_ACCESS_RW) {
            err = fw_txn_set_default(t, (int)i);
        }
    }
    if (err == RT_OK) {
        err = fw_txn_commit(t, "user reset", NULL);
    }
    fw_txn_destroy(t);
    return err;
}
