/* SPDX-License-Identifier: MIT */
#include "check_priv.h"
#include <offline/report.h>
#include <unit/unit.h>

static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    (void)b;
    check_take(ctx, e);
}

/* report[key], and a borrowed pointer to it. */
static json_t *put(json_t *report, const char *key, json_t *value)
{
    return json_object_set_new(report, key, value) == 0 ? value : NULL;
}

bool check_facts_begin(struct check_facts *f, struct emu_unit *u)
{
    *f = (struct check_facts){.report = json_object(), .purpose = "profile", .watcher = {.fn = on_event, .ctx = f}};
    f->network = put(f->report, "network", json_object());
    f->transfers = put(f->report, "transfers", json_array());
    f->restarts = put(f->report, "restarts", json_array());
    f->messages = put(f->report, "messages", json_array());
    f->warnings = put(f->report, "warnings", json_array());
    f->next = put(f->report, "next", json_object());
    if (f->next == NULL) {
        json_decref(f->report);
        f->report = NULL;
        return false;
    }
    board_watch(emu_unit_board(u), &f->watcher);
    return true;
}

void check_facts_end(struct check_facts *f, struct emu_unit *u)
{
    board_unwatch(emu_unit_board(u), &f->watcher);
    json_decref(f->report);
    f->report = NULL;
}
