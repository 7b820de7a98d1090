/* SPDX-License-Identifier: MIT */
#include <board/probe.h>
#include "board_priv.h"
#include <rt/assert.h>

void board_probe_tls(struct board *b, const struct board_tls_secret *secret)
{
    for (struct board_probe *p = b->probes; p != NULL; p = p->next) {
        p->fn(p->ctx, secret);
    }
}

void board_probe_attach(struct board *b, struct board_probe *p)
{
    /* Appended, so that they are called in the order of registration, as watchers are. */
    struct board_probe **at = &b->probes;
    while (*at != NULL) {
        RT_ASSERT(*at != p);
        at = &(*at)->next;
    }
    p->next = NULL;
    *at = p;
}

void board_probe_detach(struct board *b, struct board_probe *p)
{
    struct board_probe **at = &b->probes;
    while (*at != NULL && *at != p) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at = p->next;
        p->next = NULL;
    }
}
