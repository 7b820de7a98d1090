/* SPDX-License-Identifier: MIT */
/*
 * How fast a unit takes a profile, beside bare expat on the same bytes in the same run.
 * usage: bench_profile_rate SCHEMA.tsv PROFILE.xml
 *
 * Prints three lines, "name MICROSECONDS": of processor time for one file, the best of the rounds. The sides take
 * turns round by round, so that a machine that slows down slows all of them down.
 *   expat  the file parsed whole, by one parser for all rounds, with handlers that do next to nothing
 *   same   profile and transaction made, fed, committed: a unit that has all of these values already
 *   fresh  the same over a unit with factory values: every difference goes to flash too
 */
#include <board/board.h>
#include <expat.h>
#include <fw/param.h>
#include <fw/profile.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { N_ROUNDS = 60, N_EXPAT = 40, N_SAME = 20, FILE_BYTES_MAX = 1 << 20 };

struct file {
    char *bytes;
    size_t n;
};

struct unit {
    struct board *board;
    struct fw_schema *schema;
    struct fw_params *params;
};

static void die(const char *what)
{
    (void)fprintf(stderr, "bench_profile_rate: %s\n", what);
    exit(3);
}

static struct file read_file(const char *path)
{
    struct file f = {.bytes = rt_mem_alloc(FILE_BYTES_MAX)};
    FILE *from = fopen(path, "rb");
    if (from == NULL || f.bytes == NULL) {
        die(path);
    }
    f.n = fread(f.bytes, 1, FILE_BYTES_MAX, from);
    if (f.n == 0 || f.n == FILE_BYTES_MAX) {
        die("an empty file, or one of more than a megabyte");
    }
    (void)fclose(from);
    return f;
}

static double now_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* ---- expat ---- */

static void on_start(void *n, const XML_Char *name, const XML_Char **attributes)
{
    *(size_t *)n += strlen(name) + (attributes[0] != NULL);
}

static void on_end(void *n, const XML_Char *name)
{
    *(size_t *)n += name[0] != '\0';
}

static void on_text(void *n, const XML_Char *text, int n_text)
{
    (void)text;
    *(size_t *)n += (size_t)n_text;
}

static void parse_with_expat(XML_Parser parser, const struct file *profile)
{
    size_t n = 0;
    (void)XML_ParserReset(parser, NULL); /* false only inside a handler */
    XML_SetUserData(parser, &n);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    if (XML_Parse(parser, profile->bytes, (int)profile->n, 1) != XML_STATUS_OK || n == 0) {
        die("expat does not take this file");
    }
}

/* ---- the unit ---- */

static void open_unit(struct unit *u, const struct file *schema)
{
    unsigned bad_line;
    u->board = board_create(&(struct board_config){.entropy_seed = 1});
    if (u->board == NULL) {
        die("no board");
    }
    board_power_on(u->board);
    for (int i = 0; i < 8 && !board_is_powered(u->board); i++) {
        (void)board_step(u->board, board_next_due_us(u->board));
    }
    if (fw_schema_create(&u->schema, schema->bytes, schema->n, &bad_line) != RT_OK ||
        fw_params_create(&u->params, u->board, u->schema, NULL) != RT_OK) {
        die("the schema cannot be read");
    }
}

static void close_unit(struct unit *u)
{
    fw_params_destroy(u->params);
    fw_schema_destroy(u->schema);
    board_destroy(u->board);
}

/* As a resync does it. Returns how many values and accesses changed. */
static unsigned apply(const struct unit *u, const struct file *profile)
{
    struct fw_txn *txn = NULL;
    struct fw_profile *p = NULL;
    struct fw_commit commit;
    if (fw_txn_create(&txn, u->params) != RT_OK) {
        die("no memory");
    }
    if (fw_profile_create(&p, &(struct fw_profile_config){.txn = txn, .params = u->params}) != RT_OK) {
        die("no memory");
    }
    (void)fw_profile_feed(p, (const uint8_t *)profile->bytes, profile->n); /* finish tells */
    if (fw_profile_finish(p) != FW_FAIL_NONE || fw_profile_report(p)->n_set == 0) {
        die("the unit does not take this profile");
    }
    if (fw_txn_commit(txn, "bench", &commit) != RT_OK) {
        die("the profile cannot be stored");
    }
    fw_profile_destroy(p);
    fw_txn_destroy(txn);
    return commit.n_changed + commit.n_access_changed;
}

/* ---- the run ---- */

static void keep_least(double *least, double us)
{
    *least = *least == 0 || us < *least ? us : *least;
}

static double time_fresh(const struct file *schema, const struct file *profile)
{
    struct unit u = {0};
    open_unit(&u, schema);
    double begin = now_us();
    unsigned n = apply(&u, profile);
    double us = now_us() - begin;
    if (n == 0) {
        die("the profile changes nothing in a factory-fresh unit: the figure would say nothing");
    }
    close_unit(&u);
    return us;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        die("usage: bench_profile_rate SCHEMA.tsv PROFILE.xml");
    }
    struct file schema = read_file(argv[1]), profile = read_file(argv[2]);
    struct unit u = {0};
    double expat = 0, same = 0, fresh = 0;
    XML_Parser parser = XML_ParserCreate(NULL);
    if (parser == NULL) {
        die("expat has no memory");
    }
    open_unit(&u, &schema);
    (void)apply(&u, &profile);
    for (int round = 0; round < N_ROUNDS; round++) {
        double begin = now_us();
        for (int i = 0; i < N_EXPAT; i++) {
            parse_with_expat(parser, &profile);
        }
        double middle = now_us();
        for (int i = 0; i < N_SAME; i++) {
            if (apply(&u, &profile) != 0) {
                die("a profile that is there already changed something");
            }
        }
        keep_least(&expat, (middle - begin) / N_EXPAT);
        keep_least(&same, (now_us() - middle) / N_SAME);
        keep_least(&fresh, time_fresh(&schema, &profile));
    }
    (void)printf("expat %.1f\nsame %.1f\nfresh %.1f\n", expat, same, fresh);
    XML_ParserFree(parser);
    close_unit(&u);
    rt_mem_free(schema.bytes);
    rt_mem_free(profile.bytes);
    return 0;
}
