/* SPDX-License-Identifier: MIT */
/* Profiles change what the guide says they change, and nothing else. */
#include <harness/test.h>
#include <harness/profile_run.h>
#include <harness/vectors.h>
#include <rt/mem.h>
#include <string.h>

/* "name=value" lines: fn for each, with a closed name. */
static void each_line(const char *lines, void (*fn)(struct params_rig *rig, const char *name, const char *value),
                      struct params_rig *rig)
{
    struct rt_str rest = rt_str(lines);
    while (rest.p != NULL && rest.n > 0) {
        struct rt_str value;
        char name_text[64];
        char value_text[256];
        struct rt_str name = rt_str_cut(rt_str_cut(rest, '\n', &rest), '=', &value);
        assert_int_equal(rt_str_copy(name_text, sizeof name_text, name), RT_OK);
        assert_int_equal(rt_str_copy(value_text, sizeof value_text, value), RT_OK);
        fn(rig, name_text, value_text);
    }
}

static void set(struct params_rig *rig, const char *name, const char *value)
{
    assert_int_equal(params_rig_set(rig, name, value), RT_OK);
}

static void expect(struct params_rig *rig, const char *name, const char *value)
{
    bool is_access = strncmp(name, "ua:", 3) == 0;
    int id = fw_param_find(rig->params, is_access ? name + 3 : name);
    assert_int_not_equal(id, FW_PARAM_NONE);
    assert_string_equal(is_access ? fw_access_name(fw_param_access(rig->params, id)) : fw_param_get(rig->params, id),
                        value);
}

static void check_label(const struct vector_row *row)
{
    char element[64];
    unsigned index = (unsigned)(row->field[1][0] - '0');
    assert_int_equal(fw_schema_element_of_label(row->field[2], index, element, sizeof element), RT_OK);
    assert_string_equal(element, row->field[3]);
}

static void check(const struct vector_row *row)
{
    if (strcmp(row->field[0], "label") == 0) {
        check_label(row);
        return;
    }
    char *schema = profile_schema(TEST_SOURCE_DIR);
    struct params_rig rig;
    struct profile_run run = {.alias_map = row->field[5][0] != 0 ? row->field[5] : NULL};
    uint8_t *zipped = NULL;
    const void *body = row->field[2];
    size_t n = strlen(row->field[2]);
    params_rig_open(&rig, schema, NULL);
    each_line(row->field[1], set, &rig);
    if (strcmp(row->field[0], "gzip") == 0) {
        body = zipped = profile_gzip(row->field[2], n, &n);
    }
    profile_run_open(&run, &rig, body, n);
    assert_string_equal(fw_fail_text(run.fail), row->field[4]);
    each_line(row->field[3], expect, &rig);
    profile_run_close(&run);
    params_rig_close(&rig);
    (void)rt_mem_free(zipped);
    (void)rt_mem_free(schema);
}

int main(void)
{
    int n_failed = vectors_run(TEST_SOURCE_DIR "/vectors/f_profiles.tsv", "F", 17, check);
    n_failed += vectors_run(TEST_SOURCE_DIR "/vectors/l_field.tsv", "L", 22, check);
    return n_failed == 0 ? 0 : 1;
}
