/* SPDX-License-Identifier: MIT */
/*
 * A word of the scenario language: one row has the function, its documentation and an example that runs. What is built
 * on the language (emu/lesson) has tables of its own.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct lua_State;

struct scn_function {
    const char *name;
    const char *arguments;          /* "keys: string, options?: vspa.Within"; NULL: those of its act */
    const char *returns;            /* "boolean"; NULL: nothing */
    const char *doc;                /* full sentences */
    const char *example;            /* one line or several; runs as it stands after power:on() */
    int (*fn)(struct lua_State *L); /* NULL: a field, read through the object's get() */
};

struct scn_object {
    const char *name;  /* "phone" ; "" for global functions */
    const char *shown; /* how a script writes it: "phone[1]" */
    const char *class; /* of the editor file: "vspa.Phone"; NULL for global functions */
    const char *doc;
    const struct scn_function *functions;
    size_t n_functions;
    const char *const *members;      /* "wan", "lan": there is one object for each; NULL ends. NULL: only one */
    bool is_numbered;                /* members are written [1], [2] */
    bool is_made;                    /* by a function that returns it (scn_push_made), no global: a peer */
    int (*get)(struct lua_State *L); /* a field that is no function; NULL: none */
    int (*set)(struct lua_State *L); /* explains how; NULL: an error */
};

/* Prints the functions of a table, with their examples, as a page has them. */
void emu_scn_write_words(FILE *out, const struct scn_object *o);
