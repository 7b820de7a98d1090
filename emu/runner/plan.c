/* SPDX-License-Identifier: MIT */
/* Builds the list of runs: the scenarios of each file, filtered, sharded, with each seed, repeated. */
#include "runner_priv.h"
#include <rt/mem.h>
#include <rt/str.h>
#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <string.h>

#define PLAN_JOBS    8u
#define PLAN_REAL_US (10u * (uint64_t)1000000u)
#define ITEMS_MAX    1000000u
#define TITLE_MAX    4400u

/* What a planning process reports. */
struct told {
    struct emu_scn_result result;
    bool is_library, is_one;
    size_t n;
    char name[EMU_SCN_PER_FILE_MAX][EMU_SCN_NAME_MAX + 1];
};

struct planning {
    struct test_list *list;
    const struct test_options *options;
    struct told *told;
};

const char *test_turn(const struct test_item *item, char *out, size_t out_size)
{
    char seed[40] = "", round[40] = "";
    if (!item->is_one_seed) {
        (void)snprintf(seed, sizeof seed, "seed %" PRIu64, item->seed);
    }
    if (item->round > 1) {
        (void)snprintf(round, sizeof round, "%sround %u", item->is_one_seed ? "" : ", ", item->round);
    }
    (void)snprintf(out, out_size, seed[0] != '\0' || round[0] != '\0' ? " (%s%s)" : "%s%s", seed, round);
    return out;
}

char *test_title(const struct test_item *item, char *out, size_t out_size)
{
    int n = snprintf(out, out_size, "%s%s%s", item->path, item->name != NULL ? ": " : "",
                     item->name != NULL ? item->name : "");
    if (n > 0 && (size_t)n < out_size) {
        (void)test_turn(item, out + n, out_size - (size_t)n);
    }
    rt_text_safe(out, strlen(out)); /* a name is whatever a script and a folder say */
    return out;
}

static void plan_child(void *ctx, size_t i, const struct emu_pool_member *me)
{
    const struct planning *p = ctx;
    struct told *told = &p->told[i];
    struct emu_scn_plan plan;
    (void)me; /* what it finds is in shared memory */
    const struct emu_scn_job job = {.path = p->list->path[i], .seed = p->options->seed, .limits = p->options->limits};
    emu_scn_plan(&job, &plan, &told->result);
    told->is_library = plan.is_library;
    told->is_one = plan.is_one;
    for (size_t k = 0; k < plan.n; k++) {
        memcpy(told->name[k], plan.name[k], sizeof told->name[k]);
    }
    told->n = plan.n;
    emu_scn_plan_fini(&plan);
}

static void plan_done(void *ctx, size_t i, enum emu_pool_end end, int number)
{
    const struct planning *p = ctx;
    struct told *told = &p->told[i];
    if (end == EMU_POOL_EXITED && number == 0) {
        return;
    }
    told->result.verdict = end == EMU_POOL_TOO_LONG ? EMU_SCN_LIMIT : EMU_SCN_CRASHED;
    (void)snprintf(told->result.text, sizeof told->result.text,
                   end == EMU_POOL_TOO_LONG
                       ? "%s: loading it took longer than 10 s: does it loop before its first step?"
                       : "%s: loading it ended the process (%d)",
                   p->list->path[i], number);
}

static bool is_wanted(const struct test_item *item, const char *filter)
{
    char title[TITLE_MAX];
    char pattern[TITLE_MAX];
    if (filter == NULL) {
        return true;
    }
    (void)test_title(item, title, sizeof title);
    if (filter[0] == '=') {
        return strcmp(title, filter + 1) == 0;
    }
    if (strpbrk(filter, "*?[") == NULL) {
        return strstr(title, filter) != NULL;
    }
    (void)snprintf(pattern, sizeof pattern, "*%s*", filter);
    return fnmatch(pattern, title, 0) == 0;
}

static bool add_item(struct test_list *list, const char *path, const char *name)
{
    void *moved =
        list->n_items < ITEMS_MAX ? rt_mem_resize(list->item, (list->n_items + 1) * sizeof *list->item) : NULL;
    if (moved == NULL) {
        return false;
    }
    list->item = moved;
    struct test_item *item = &list->item[list->n_items];
    memset(item, 0, sizeof *item);
    item->path = path;
    item->round = 1;
    item->is_one_seed = true;
    item->name = name != NULL ? rt_mem_strdup(name) : NULL;
    if (name != NULL && item->name == NULL) {
        return false;
    }
    list->n_items++;
    return true;
}

/* Each n-th of the sorted list: the same on every machine, every scenario in one shard. */
static void keep_shard(struct test_list *list, uint32_t shard, uint32_t n_shards)
{
    size_t n = 0;
    for (size_t i = 0; n_shards > 0 && i < list->n_items; i++) {
        if (i % n_shards == shard - 1) {
            list->item[n++] = list->item[i];
        } else {
            rt_mem_free(list->item[i].name);
        }
    }
    list->n_items = n_shards > 0 ? n : list->n_items;
}

/* Each of the list with each seed, as often as wanted; the rounds of one seed are neighbours. */
static bool multiply(struct test_list *list, const struct test_options *o)
{
    size_t n = list->n_items, k = 0;
    uint64_t n_turns = o->n_seeds * o->n_repeats; /* each at most 1000000: host/kinds.c, command.c */
    struct test_item *item = n * n_turns <= ITEMS_MAX ? rt_mem_alloc((n * n_turns + 1) * sizeof *item) : NULL;
    if (item == NULL) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        for (uint64_t turn = 0; turn < n_turns; turn++) {
            struct test_item *to = &item[k++];
            *to = list->item[i];
            to->seed = o->seed + turn / o->n_repeats;
            to->is_one_seed = o->n_seeds == 1;
            to->round = (unsigned)(turn % o->n_repeats) + 1;
            if (turn > 0 && to->name != NULL && (to->name = rt_mem_strdup(to->name)) == NULL) {
                return false; /* the program ends; the memory with it */
            }
        }
    }
    rt_mem_free(list->item);
    list->item = item;
    list->n_items = n * n_turns;
    return true;
}

/* A folder's name for each, made of the title; all different. */
static void name_folders(struct test_list *list)
{
    char title[TITLE_MAX];
    for (size_t i = 0; i < list->n_items; i++) {
        struct test_item *item = &list->item[i];
        const char *p = test_title(item, title, sizeof title);
        size_t n_title = strlen(title);
        size_t n = 0;
        p += n_title > TEST_FOLDER_MAX - 12 ? n_title - (TEST_FOLDER_MAX - 12) : 0; /* the end is more specific */
        for (; *p != '\0' && n < TEST_FOLDER_MAX - 12; p++) {
            bool is_plain = isalnum((unsigned char)*p) || *p == '_';
            if (is_plain || (n > 0 && item->folder[n - 1] != '-')) {
                item->folder[n++] = is_plain ? *p : '-';
            }
        }
        n -= n > 0 && item->folder[n - 1] == '-' ? 1 : 0;
        item->folder[n] = '\0';
        for (size_t k = 0; k < i; k++) {
            if (strcmp(list->item[k].folder, item->folder) == 0) {
                (void)snprintf(item->folder + n, sizeof item->folder - n, "-%zu", i);
            }
        }
    }
}

static enum emu_exit take_told(struct planning *p, struct emu_error *error)
{
    bool is_room = true;
    for (size_t i = 0; i < p->list->n_paths; i++) {
        const struct told *told = &p->told[i];
        if (told->result.verdict != EMU_SCN_PASSED) {
            is_room = is_room && add_item(p->list, p->list->path[i], NULL); /* its run says the same again */
            continue;
        }
        if (told->is_one) {
            is_room = is_room && add_item(p->list, p->list->path[i], NULL);
        }
        for (size_t k = 0; k < told->n; k++) {
            is_room = is_room && add_item(p->list, p->list->path[i], told->name[k]);
        }
    }
    return is_room ? EMU_EXIT_OK
                   : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "test: out of memory: name fewer scenarios");
}

/* Room for the results. A file that could not be planned has its verdict already. */
static enum emu_exit share_results(struct planning *p, struct emu_error *error)
{
    struct test_list *list = p->list;
    list->n_shared = (list->n_items + 1) * sizeof(struct emu_scn_result);
    list->shared = emu_pool_share(list->n_shared);
    if (list->shared == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "test: out of memory: name fewer scenarios");
    }
    struct emu_scn_result *results = list->shared;
    for (size_t i = 0; i < list->n_items; i++) {
        list->item[i].result = &results[i];
        for (size_t k = 0; k < list->n_paths; k++) {
            if (list->path[k] == list->item[i].path && p->told[k].result.verdict != EMU_SCN_PASSED) {
                results[i] = p->told[k].result;
                list->item[i].is_done = true;
            }
        }
    }
    return EMU_EXIT_OK;
}

enum emu_exit test_plan(struct test_list *list, const struct test_options *o, struct emu_error *error)
{
    size_t n_told = list->n_paths * sizeof(struct told);
    struct planning p = {list, o, emu_pool_share(n_told)};
    if (p.told == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "test: out of memory: name fewer files");
    }
    const struct emu_pool pool = {.n = list->n_paths,
                                  .n_jobs = o->jobs < PLAN_JOBS ? (unsigned)o->jobs : PLAN_JOBS,
                                  .real_us = PLAN_REAL_US,
                                  .child = plan_child,
                                  .done = plan_done,
                                  .ctx = &p};
    if (!emu_pool_run(&pool)) {
        emu_error_set(error, errno == EINTR ? EMU_EXIT_NO : EMU_EXIT_ENVIRONMENT, "test: %s",
                      errno == EINTR ? "stopped by a signal" : strerror(errno));
    } else if (take_told(&p, error) == EMU_EXIT_OK) {
        size_t n = 0;
        for (size_t i = 0; i < list->n_items; i++) {
            if (is_wanted(&list->item[i], o->filter)) {
                list->item[n++] = list->item[i];
            } else {
                rt_mem_free(list->item[i].name);
            }
        }
        list->n_items = n;
        if (n == 0) {
            emu_error_set(error, EMU_EXIT_USAGE, "test: no scenario %s%s: 'vspa test --list' shows all",
                          o->filter != NULL ? "is called " : "in these files", o->filter != NULL ? o->filter : "");
        }
        keep_shard(list, o->shard, o->n_shards);
        if (error->code == EMU_EXIT_OK && !multiply(list, o)) {
            emu_error_set(error, EMU_EXIT_USAGE, "test: --seed, --repeat: more than 1000000 runs: name fewer");
        }
        name_folders(list);
        if (error->code == EMU_EXIT_OK) {
            (void)share_results(&p, error); /* the error says it */
        }
    }
    emu_pool_unshare(p.told, n_told);
    return error->code;
}

void test_list_fini(struct test_list *list)
{
    for (size_t i = 0; i < list->n_items; i++) {
        rt_mem_free(list->item[i].name);
        rt_mem_free(list->item[i].output);
    }
    for (size_t i = 0; i < list->n_paths; i++) {
        rt_mem_free(list->path[i]);
    }
    rt_mem_free(list->item);
    rt_mem_free(list->path);
    emu_pool_unshare(list->shared, list->n_shared);
}
