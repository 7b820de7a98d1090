/* SPDX-License-Identifier: MIT */
/* vspa test --json: one JSON object a line, so that a reader can follow the run. The keys are listed in README.md. */
#include "runner_priv.h"
#include <offline/report.h>
#include <inttypes.h>
#include <string.h>

#define TITLE_MAX   4400u
#define PRINTED_MAX 65536u /* of what a scenario has printed: its end */
#define LINES_MAX   (4u * PRINTED_MAX)

static void put_line(json_t *object)
{
    if (object != NULL) {
        (void)json_dumpf(object, stdout, JSON_COMPACT); /* the exit of the program checks standard output */
    }
    putchar('\n');
    (void)fflush(stdout); /* the same */
    json_decref(object);
}

static void put_text(json_t *object, const char *key, const char *text)
{
    report_set(object, key, rt_str(text));
}

/* Line feeds stay what they are. */
static void put_lines(json_t *object, const char *key, const char *text)
{
    struct rt_buf lines;
    rt_buf_init(&lines, LINES_MAX);
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        json_t *line = report_text((struct rt_str){text, n});
        bool is_last = text[n] == '\0';
        if (rt_buf_put_text(&lines, json_string_value(line)) != RT_OK ||
            (!is_last && rt_buf_put(&lines, "\n", 1) != RT_OK)) {
            is_last = true; /* the rest is cut */
        }
        json_decref(line);
        text = is_last ? "" : text + n + 1;
    }
    (void)json_object_set_new(object, key, json_string(rt_buf_text(&lines)));
    rt_buf_fini(&lines);
}

/* "script_error" */
static const char *verdict_key(enum emu_scn_verdict v, char out[32])
{
    (void)snprintf(out, 32, "%s", emu_scn_verdict_name(v));
    for (char *p = out; *p != '\0'; p++) {
        *p = *p == ' ' ? '_' : *p;
    }
    return out;
}

/* What a line is about. */
static json_t *identity(const char *event, const struct test_item *item)
{
    char title[TITLE_MAX];
    json_t *o = json_object();
    put_text(o, "event", event);
    put_text(o, "title", test_title(item, title, sizeof title));
    put_text(o, "file", item->path);
    if (item->name != NULL) {
        put_text(o, "name", item->name);
    }
    return o;
}

static json_t *options(const struct test_list *list, const struct test_options *o)
{
    json_t *out = json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I}", "event", "begin", "vspa", VSPA_VERSION, "scenarios",
                            (json_int_t)list->n_items, "first_seed", (json_int_t)o->seed, "seeds",
                            (json_int_t)o->n_seeds, "rounds", (json_int_t)o->n_repeats, "jobs", (json_int_t)o->jobs);
    if (o->n_shards > 0) {
        put_text(out, "shard", o->shard_text);
    }
    return out;
}

void test_json_begin(const struct test_list *list, const struct test_options *o)
{
    put_line(options(list, o));
}

void test_json_list(const struct test_list *list)
{
    for (size_t i = 0; i < list->n_items; i++) {
        json_t *o = identity("listed", &list->item[i]);
        put_line(o);
    }
}

void test_json_item(const struct test_list *list, const struct test_options *o, size_t i)
{
    const struct test_item *item = &list->item[i];
    const struct emu_scn_result *r = item->result;
    json_t *out = identity("scenario", item);
    char hash[20], verdict[32];
    put_text(out, "verdict", verdict_key(r->verdict, verdict));
    (void)json_object_set_new(out, "number", json_integer((json_int_t)i + 1));
    (void)json_object_set_new(out, "seed", json_integer((json_int_t)item->seed));
    (void)json_object_set_new(out, "round", json_integer((json_int_t)item->round));
    (void)json_object_set_new(out, "virtual_ms", json_integer((json_int_t)(r->virtual_us / 1000)));
    (void)json_object_set_new(out, "real_ms", json_integer((json_int_t)(r->real_us / 1000)));
    (void)json_object_set_new(out, "steps", json_integer((json_int_t)r->n_steps));
    (void)json_object_set_new(out, "events", json_integer((json_int_t)r->n_events));
    (void)snprintf(hash, sizeof hash, "%016" PRIx64, r->trace_hash);
    put_text(out, "trace_hash", hash);
    if (o->checks_replay) {
        (void)json_object_set_new(out, "replayed", json_boolean(r->was_replayed));
    }
    if (item->output != NULL) {
        size_t n = strlen(item->output);
        put_lines(out, "printed", item->output + (n > PRINTED_MAX ? n - PRINTED_MAX : 0));
    }
    if (r->verdict != EMU_SCN_PASSED) {
        struct rt_buf command;
        rt_buf_init(&command, 65536);
        test_command(item, o, &command);
        put_lines(out, "message", r->text);
        put_text(out, "command", rt_buf_text(&command));
        rt_buf_fini(&command);
    }
    if (item->is_kept) {
        char folder[TEST_PATH_BYTES];
        (void)snprintf(folder, sizeof folder, "%s/%s", o->failures, item->folder);
        put_text(out, "artifacts", folder);
    }
    put_line(out);
}

void test_json_end(const struct test_list *list, const struct test_options *o, double real_s, enum emu_exit code)
{
    uint64_t virtual_us = 0;
    char key[32];
    json_t *out = json_object(), *verdicts = json_object();
    (void)o;
    for (int v = 0; v <= (int)EMU_SCN_CRASHED; v++) {
        size_t n = test_count(list, (enum emu_scn_verdict)v);
        (void)json_object_set_new(verdicts, verdict_key((enum emu_scn_verdict)v, key), json_integer((json_int_t)n));
    }
    for (size_t i = 0; i < list->n_items; i++) {
        virtual_us += list->item[i].result->virtual_us;
    }
    put_text(out, "event", "end");
    (void)json_object_set_new(out, "scenarios", json_integer((json_int_t)list->n_items));
    (void)json_object_set_new(out, "verdicts", verdicts);
    (void)json_object_set_new(out, "virtual_ms", json_integer((json_int_t)(virtual_us / 1000)));
    (void)json_object_set_new(out, "real_ms", json_integer((json_int_t)(real_s * 1000)));
    (void)json_object_set_new(out, "ok", json_boolean(code == EMU_EXIT_OK));
    (void)json_object_set_new(out, "exit", json_integer((json_int_t)code));
    put_line(out);
}
