/* SPDX-License-Identifier: MIT */
#include <viewmodel/setter.h>
#include <rt/crc.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

static uint32_t hash_of(struct rt_str element)
{
    return rt_crc32(0, (const uint8_t *)element.p, element.n) | 1u;
}

/* Its place, or the free one where it belongs; a table that is full: any. */
static size_t place_of(const struct win_setters *s, uint32_t hash)
{
    size_t i = hash % WIN_SET_MAX;
    for (size_t n = 0; n < WIN_SET_MAX && s->set[i].hash != 0 && s->set[i].hash != hash; n++) {
        i = (i + 1) % WIN_SET_MAX;
    }
    return i;
}

/* The commit's source as firmware, menu and pages name themselves. */
static enum win_set_by by_of(struct rt_str source)
{
    static const struct {
        const char *source;
        enum win_set_by by;
    } rows[] = {{"resync", WIN_SET_PROFILE}, {"rule", WIN_SET_RULE},    {"ivr", WIN_SET_MENU},
                {"web", WIN_SET_PAGE},       {"code", WIN_SET_CODE},    {"scenario", WIN_SET_HAND},
                {"check", WIN_SET_HAND},     {"mailbox", WIN_SET_UNIT}, {"user reset", WIN_SET_UNIT}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rt_str_is(source, rows[i].source)) {
            return rows[i].by;
        }
    }
    return WIN_SET_UNKNOWN;
}

static uint8_t address_of(struct win_setters *s)
{
    uint8_t i = 0;
    while (i + 1u < WIN_SET_FROM_MAX && s->from[i][0] != '\0' && strcmp(s->from[i], s->fetched) != 0) {
        i++;
    }
    (void)snprintf(s->from[i], sizeof s->from[i], "%s", s->fetched);
    return i;
}

void win_setters_see(struct win_setters *s, const struct board_event *e)
{
    struct rt_str text = rt_str(e->text), rest;
    const char *id = e->kind->id;
    if (strcmp(id, "resync_fetch") == 0 && rt_str_starts(text, "fetched ")) {
        struct rt_str url = rt_str_cut(rt_str_from(text, strlen("fetched ")), ' ', &rest);
        (void)snprintf(s->fetched, sizeof s->fetched, "%.*s", (int)url.n, url.p); /* a longer one is cut */
    } else if (strcmp(id, "param_commit") == 0) {
        struct rt_str source = rt_str_cut(rt_str_from(text, strlen("commit by ")), ':', &rest);
        s->now = (struct win_set){.by = by_of(source), .at_us = e->at_us};
        s->now.from = s->now.by == WIN_SET_PROFILE ? address_of(s) : 0;
    } else if (strcmp(id, "param_value") == 0) {
        uint32_t hash = hash_of(rt_str_cut(text, ' ', &rest));
        size_t i = place_of(s, hash);
        s->set[i] = s->now;
        s->set[i].hash = hash;
    } else if (strcmp(id, "param_reset") == 0) {
        memset(s->set, 0, sizeof s->set);
    }
}

const struct win_set *win_setters_find(const struct win_setters *s, const char *element)
{
    const struct win_set *set = &s->set[place_of(s, hash_of(rt_str(element)))];
    return set->hash == hash_of(rt_str(element)) ? set : NULL;
}
