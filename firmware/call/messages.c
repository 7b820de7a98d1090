/* SPDX-License-Identifier: MIT */
/*
 * Sources: ATA 191 guide (services, ring policies, refresh); Sipura administration guide p.77 (the parameter is kept).
 * guess: the lamp is told a second after the telephone is idle, and after the start only when messages wait.
 */
#include "call_events.h"
#include <board/board.h>
#include <board/clock.h>
#include <fw/element.h>
#include <fw/line.h>
#include <fw/log.h>
#include <fw/messages.h>
#include <fw/param.h>
#include <rt/assert.h>
#include <rt/mem.h>

#define LAMP_AFTER_US BOARD_US_PER_S

struct mailbox {
    struct fw_messages *all;
    unsigned line;            /* 1, 2 */
    bool is_due;              /* the lamp is to be told */
    bool has_counts;          /* of the last NOTIFY */
    uint32_t n_new;           /* its new messages */
    struct board_timer timer; /* is_due: tries; else the refresh */
};

struct fw_messages {
    struct fw_messages_config config;
    struct fw_param_watcher watcher;
    struct mailbox mailbox[FW_N_LINES];
};

static bool flag(const struct mailbox *m, enum fw_element of_line_1)
{
    return fw_element_bool(m->all->config.params, fw_element_of_line(of_line_1, m->line));
}

/* ---- the lamp ---- */

static void tell_lamp(struct mailbox *m)
{
    m->is_due = true;
    board_timer_start(m->all->config.board, &m->timer, LAMP_AFTER_US);
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct mailbox *m = ctx;
    const struct fw_messages_config *config = &m->all->config;
    bool is_waiting = flag(m, FW_EL_MESSAGE_WAITING_1);
    uint64_t refresh_us = fw_element_us(config->params, FW_EL_VMWI_REFRESH_INTVL);
    if (!flag(m, FW_EL_VMWI_SERV_1)) {
        m->is_due = false;
        return;
    }
    switch (fw_line_vmwi(fw_lines_line(config->lines, m->line - 1), is_waiting)) {
    case RT_OK:
        m->is_due = false;
        FW_TELL(config->log, call_lamp, m->line, is_waiting);
        if (refresh_us > 0) {
            board_timer_start(config->board, t, refresh_us);
        }
        break;
    case RT_EBUSY: /* fw_messages_on_idle() tries again */
        m->is_due = true;
        break;
    default: /* the method has no lamp, or there is no memory */
        m->is_due = false;
        break;
    }
}

void fw_messages_on_idle(struct fw_messages *all)
{
    for (unsigned i = 0; all != NULL && i < FW_N_LINES; i++) {
        if (all->mailbox[i].is_due) {
            tell_lamp(&all->mailbox[i]);
        }
    }
}

static void on_params(void *ctx, const int *ids, size_t n)
{
    static const enum fw_element watched[] = {FW_EL_MESSAGE_WAITING_1, FW_EL_VMWI_SERV_1};
    struct fw_messages *all = ctx;
    const struct fw_params *params = all->config.params;
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        bool is_changed = false;
        for (size_t k = 0; k < n; k++) {
            for (size_t w = 0; w < sizeof watched / sizeof watched[0]; w++) {
                is_changed = is_changed || ids[k] == fw_element_id(params, fw_element_of_line(watched[w], i + 1));
            }
            is_changed = is_changed || ids[k] == fw_element_id(params, FW_EL_VMWI_REFRESH_INTVL);
        }
        if (is_changed) {
            tell_lamp(&all->mailbox[i]);
        }
    }
}

/* ---- a NOTIFY ---- */

enum policy { AVAILABLE, BECOMES_AVAILABLE, ARRIVES };

/* A release without the parameter rings whenever there are new ones: guess. */
static enum policy policy_of(const struct mailbox *m)
{
    struct rt_str value =
        rt_str(fw_element_text(m->all->config.params, fw_element_of_line(FW_EL_VMWI_RING_POLICY_1, m->line)));
    return rt_str_is_ci(value, "New VM Becomes Available") ? BECOMES_AVAILABLE
           : rt_str_is_ci(value, "New VM Arrives")         ? ARRIVES
                                                           : AVAILABLE;
}

static bool rings(const struct mailbox *m, const struct fw_sip_messages *s)
{
    bool was_waiting = flag(m, FW_EL_MESSAGE_WAITING_1);
    if (!s->is_waiting) {
        return was_waiting && flag(m, FW_EL_RING_ON_NO_NEW_VM_1);
    }
    if (s->has_counts && s->n_new == 0) {
        return false;
    }
    switch (policy_of(m)) {
    case BECOMES_AVAILABLE:
        return !was_waiting;
    case ARRIVES: /* a number that is not known, as after the start, has not grown: guess */
        return !was_waiting || (s->has_counts && m->has_counts && s->n_new > m->n_new);
    case AVAILABLE:
    default:
        return true;
    }
}

static void keep(struct mailbox *m, bool is_waiting)
{
    const struct fw_messages_config *config = &m->all->config;
    enum fw_element e = fw_element_of_line(FW_EL_MESSAGE_WAITING_1, m->line);
    int id = fw_element_id(config->params, e);
    struct fw_txn *txn = NULL;
    if (id == FW_PARAM_NONE) { /* a release that does not keep it */
        return;
    }
    enum rt_err err = fw_txn_create(&txn, config->params);
    err = err == RT_OK ? fw_txn_set(txn, id, rt_str(is_waiting ? "Yes" : "No"), NULL) : err;
    err = err == RT_OK ? fw_txn_commit(txn, "mailbox", NULL) : err;
    fw_txn_destroy(txn);
    if (err != RT_OK) {
        fw_log_develop(config->log, RT_LOG_ERROR, "call", "%s not stored: %s", fw_element_name(e), rt_err_text(err));
    }
}

void fw_messages_on_notify(struct fw_messages *all, unsigned line, const struct fw_sip_messages *s)
{
    RT_ASSERT(line >= 1 && line <= FW_N_LINES);
    struct mailbox *m = &all->mailbox[line - 1];
    enum fw_element length = fw_element_of_line(FW_EL_VMWI_RING_SPLASH_LEN_1, line);
    uint64_t splash_us = rings(m, s) ? fw_element_us(all->config.params, length) : 0;
    if (s->is_waiting != flag(m, FW_EL_MESSAGE_WAITING_1)) {
        keep(m, s->is_waiting);
    }
    m->has_counts = s->has_counts;
    m->n_new = s->n_new;
    fw_line_ring_splash(fw_lines_line(all->config.lines, line - 1), splash_us);
}

/* ---- life ---- */

enum rt_err fw_messages_create(struct fw_messages **out, const struct fw_messages_config *config)
{
    struct fw_messages *all = rt_mem_alloc(sizeof *all);
    *out = all;
    if (all == NULL) {
        return RT_ENOMEM;
    }
    all->config = *config;
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        struct mailbox *m = &all->mailbox[i];
        m->all = all;
        m->line = i + 1;
        board_timer_init(&m->timer, "message lamp", BOARD_PRIORITY_FIRMWARE, on_timer, m);
        if (flag(m, FW_EL_MESSAGE_WAITING_1)) {
            tell_lamp(m);
        }
    }
    all->watcher = (struct fw_param_watcher){.fn = on_params, .ctx = all};
    fw_param_watch(config->params, &all->watcher);
    return RT_OK;
}

void fw_messages_destroy(struct fw_messages *all)
{
    if (all == NULL) {
        return;
    }
    fw_param_unwatch(all->config.params, &all->watcher);
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        board_timer_stop(all->config.board, &all->mailbox[i].timer);
    }
    rt_mem_free(all);
}
