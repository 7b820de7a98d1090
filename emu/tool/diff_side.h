/* SPDX-License-Identifier: MIT */
/* One side of `vspa diff`: what a unit file or a profile says of each parameter, by element. */
#pragma once
#include <host/error.h>
#include <offline/subject.h>
#include <stdint.h>

enum side_kind { SIDE_UNIT, SIDE_PROFILE, SIDE_IMAGE, SIDE_FOLDER };
const char *side_kind_name(enum side_kind k);
/* By what the file holds; a version ("5.2.10") of which no file exists is an image. */
enum side_kind side_kind_of(const char *path);

struct side_word {
    char *element; /* also one that the release does not know */
    char *value;   /* as the unit would store it; NULL: none is given, the old one stays */
    int id;        /* in the schema of the side; -1 */
    enum fw_access access;
    bool is_refused; /* the unit would keep its old value */
};
#define SIDE_WORDS_MAX 16384u /* elements of one side; a release has some 900 */
#define SIDE_SLOTS     32768u
struct side {
    const char *path;
    enum side_kind kind;
    struct side_word *words;
    size_t n, capacity;
    uint32_t *slots;        /* of SIDE_SLOTS: 1 + the index of a word, by the hash of its element; 0: free */
    struct subject subject; /* open */
    struct subject_config config;
};

/* A profile is read for `config`: its release, or its unit, whose values it changes then. *s is for side_close in each
 * case. */
enum emu_exit side_open(struct side *s, const char *path, enum side_kind kind, const struct subject_config *config,
                        struct emu_error *error);
void side_close(struct side *s);
const struct side_word *side_find(const struct side *s, const char *element);
