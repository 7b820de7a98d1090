/* SPDX-License-Identifier: MIT */
/*
 * How a unit with these parameters can still be reached, and by what a profile has locked it out: its address, its web
 * pages, its resyncs, the handset.
 */
#pragma once
#include <jansson.h>
#include <offline/subject.h>

/* [{"way": "resync", "open": true, "how": "every 1 h (Resync_Periodic), ..."}], in a fixed order. */
json_t *reach_report(const struct subject *s);

#define REACH_TEXT_MAX   320u
#define REACH_FAULTS_MAX 12u

enum reach_kind {
    REACH_NO_EFFECT,  /* it harms nothing, it does nothing */
    REACH_NO_NETWORK, /* the unit reaches no host */
    REACH_PARTLY,     /* to some only */
    REACH_NO_SERVER   /* a rule leads to nowhere */
};

/* One thing that keeps the unit from its network or its provider. */
struct reach_fault {
    const char *element; /* what to change; borrowed from a table */
    enum reach_kind kind;
    char text[REACH_TEXT_MAX]; /* with the value as written */
    char cure[REACH_TEXT_MAX];
};
size_t reach_faults(const struct subject *s, struct reach_fault out[REACH_FAULTS_MAX]);
