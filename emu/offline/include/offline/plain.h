/* SPDX-License-Identifier: MIT */
/*
 * The vendor's plain-text form of a profile: the source that `vspa spc` compiles (guide p.2-8, 2-9). A unit never sees
 * it.
 *
 *   file    = *( entry | import | comment | blank )
 *   entry   = name [ "!" | "?" ] [ '"' value '"' ] ";"     "!" user may change it, "?" user may read it, none: neither
 *   import  = at the start of a line: "import" blank file name, to the end of the line
 *   comment = "#" to the end of the line
 *
 * The name is the label of the web page with underscores for blanks and an index in brackets: "Line_Enable[1]",
 * "SIP_ToS/DiffServ_Value[1]", "Set_Local_Date_(mm/dd)". The same name twice: the last entry counts, whole.
 *
 * Where the guide is silent, all guesses: inside a value "" stands for one quotation mark; a value ends on the line it
 * begins on; an imported file is looked for beside the file that imports it.
 */
#pragma once
#include <fw/schema.h>
#include <rt/buf.h>

#define PLAIN_DEPTH_MAX    16u /* files that import one another; the guide says "several" */
#define PLAIN_IMPORTS_MAX  1000u
#define PLAIN_BYTES_MAX    (8u * 1024u * 1024u) /* of all files together */
#define PLAIN_ENTRIES_MAX  20000u
#define PLAIN_NAME_MAX     127u
#define PLAIN_PATH_MAX     4096u
#define PLAIN_PROBLEMS_MAX 20u /* then reading stops */

struct plain_place {
    const char *file; /* path as opened; valid as long as the source */
    unsigned line, column;
};

struct plain_entry {
    struct plain_place at;
    const char *element; /* "Line_Enable_1_" */
    const char *value;   /* NULL: none, the value in the unit stays */
    size_t n_value;
    enum fw_access access;
};

/* A problem: "what", and "what to do". Texts are borrowed for the call. */
typedef void plain_problem_fn(void *ctx, const struct plain_place *at, const char *what, const char *fix);
/* Opens a file: name as written, from: the path of the file that imports it (NULL: the first one). path gets the one
 * name that stands for this file, however it is reached; text gets its bytes. */
typedef enum rt_err plain_open_fn(void *ctx, const char *from, const char *name, char path[PLAIN_PATH_MAX],
                                  struct rt_buf *text);

struct plain_config {
    plain_open_fn *open; /* NULL: files of the host */
    plain_problem_fn *on_problem;
    void *ctx;
    /* As in the customisation templates of RC units (guide p.1-4): '*' as a mark, blanks in names. */
    bool is_template;
};

struct plain;
/* RT_OK; RT_ESYNTAX: there were problems, all told; RT_ENOMEM. *out is made in each case but the last. */
enum rt_err plain_read(struct plain **out, const struct plain_config *config, const char *path);
void plain_destroy(struct plain *p);
/* Is that one of the files that were read, the source or an import? */
bool plain_has_read(const struct plain *p, const char *path);
/* Two names of one file of the host? One that is not there is like none but itself. */
bool plain_is_same_file(const char *a, const char *b);
/* Each element once, in the order in which they first appeared. */
size_t plain_n_entries(const struct plain *p);
const struct plain_entry *plain_entry(const struct plain *p, size_t i);

/* "SIP_ToS/DiffServ_Value[1]" to "SIP_ToS_DiffServ_Value_1_". RT_ETOOBIG. */
enum rt_err plain_element(struct rt_str name, char out[PLAIN_NAME_MAX + 1]);
/* The other way, for a row of a schema. */
enum rt_err plain_name(const struct fw_schema_row *row, struct rt_buf *out);
