/* SPDX-License-Identifier: MIT */
/* Watchers: they may be added, removed and may commit while being called. */
#include "params.h"
#include <rt/assert.h>

void fw_param_watch(struct fw_params *p, struct fw_param_watcher *w)
{
    RT_ASSERT(w->fn != NULL);
    struct fw_param_watcher **at = &p->watchers;
    while (*at != NULL) {
        RT_ASSERT(*at != w);
        at = &(*at)->next;
    }
    w->next = NULL;
    *at = w;
}

void fw_param_unwatch(struct fw_params *p, struct fw_param_watcher *w)
{
    struct fw_param_watcher **at = &p->watchers;
    while (*at != NULL && *at != w) {
        at = &(*at)->next;
    }
    if (*at == NULL) {
        return; /* it was not registered */
    }
    *at = w->next;
    for (struct param_round *round = p->round; round != NULL; round = round->outer) {
        round->next = round->next == w ? w->next : round->next;
    }
    w->next = NULL;
}

void param_call_watchers(struct fw_params *p, const int *ids, size_t n)
{
    struct param_round round = {.next = p->watchers, .outer = p->round};
    p->round = &round;
    while (round.next != NULL) {
        struct fw_param_watcher *w = round.next;
        round.next = w->next;
        w->fn(w->ctx, ids, n);
    }
    p->round = round.outer;
}
