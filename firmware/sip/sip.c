/* SPDX-License-Identifier: MIT */
/* The life of the ports, and what other subsystems ask of them. */
#include "sip_priv.h"
#include <board/board.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

const struct fw_sip_config *sip_config(const struct fw_sip *s)
{
    return &s->config;
}

const char *sip_param(const struct fw_sip *s, enum fw_element of_line_1, unsigned line)
{
    return fw_element_text(s->config.params, fw_element_of_line(of_line_1, line));
}

bool sip_param_bool(const struct fw_sip *s, enum fw_element of_line_1, unsigned line)
{
    return fw_element_bool(s->config.params, fw_element_of_line(of_line_1, line));
}

bool sip_is_changed(const struct fw_sip *s, unsigned line, const enum fw_element *of_line_1, size_t n_elements,
                    const int *ids, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n_elements; k++) {
            if (ids[i] == fw_element_id(s->config.params, fw_element_of_line(of_line_1[k], line))) {
                return true;
            }
        }
    }
    return false;
}

/* "503, 5??": a question mark stands for any digit. */
bool fw_sip_status_is_listed(const char *list, int status)
{
    struct rt_str rest = rt_str(list);
    char code[12];
    (void)snprintf(code, sizeof code, "%d", status);
    while (rest.p != NULL) {
        struct rt_str word = rt_str_trim(rt_str_cut(rest, ',', &rest));
        bool fits = word.n == strlen(code);
        for (size_t i = 0; fits && i < word.n; i++) {
            fits = word.p[i] == code[i] || word.p[i] == '?';
        }
        if (fits) {
            return true;
        }
    }
    return false;
}

struct fw_sip_counters fw_sip_counters(const struct fw_sip *s)
{
    return s->counters;
}

struct sip_server *sip_server(struct fw_sip *s, unsigned line)
{
    return &s->servers[line - 1];
}

const struct sip_server *sip_server_now(const struct fw_sip *s, unsigned line)
{
    return &s->servers[line - 1];
}

struct sip_outside *sip_outside(struct fw_sip *s)
{
    return &s->outside;
}

void sip_use(struct fw_sip *s, enum sip_user_id id, const struct sip_user *user, void *ctx)
{
    s->users[id].user = user;
    s->users[id].ctx = ctx;
}

static void on_params(void *ctx, const int *ids, size_t n)
{
    struct fw_sip *s = ctx;
    sip_ports_refresh(s); /* cheap enough to look at all */
    for (unsigned i = 0; i < SIP_N_USERS; i++) {
        const struct sip_user *user = s->users[i].user;
        if (user != NULL && user->on_params != NULL) {
            user->on_params(s->users[i].ctx, ids, n);
        }
    }
}

/* ---- life ---- */

enum rt_err fw_sip_create(struct fw_sip **out, const struct fw_sip_config *config)
{
    struct fw_sip *s = rt_mem_alloc(sizeof *s);
    if (s == NULL) {
        return RT_ENOMEM;
    }
    s->config = *config;
    sip_streams_init(s);
    sip_ports_init(s);
    s->watcher = (struct fw_param_watcher){.fn = on_params, .ctx = s};
    fw_param_watch(config->params, &s->watcher);
    sip_ports_refresh(s);
    *out = s;
    return RT_OK;
}

void fw_sip_destroy(struct fw_sip *s)
{
    if (s == NULL) {
        return;
    }
    fw_param_unwatch(s->config.params, &s->watcher);
    sip_ports_fini(s);
    sip_streams_fini(s);
    sip_forget_answers(s);
    (void)rt_mem_free(s->nonces); /* both: always NULL */
    (void)rt_mem_free(s);
}
