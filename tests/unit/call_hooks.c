/* SPDX-License-Identifier: MIT */
/* What a flash and a hang-up do: tests/vectors/r_hooks.tsv, and each row of the table is reached. */
#include <harness/test.h>
#include <harness/line_rig.h>
#include <harness/vectors.h>
#include <call/matrix.h>
#include <stdio.h>
#include <string.h>

#define ROWS_MAX 100u

static struct line_rig rig;
static bool is_reached[ROWS_MAX];

static enum call_situation situation_by_name(const char *name)
{
    for (unsigned i = 0; i < CALL_N_SITUATIONS; i++) {
        if (strcmp(call_situation_name((enum call_situation)i), name) == 0) {
            return (enum call_situation)i;
        }
    }
    fail_msg("no situation is called %s", name);
    return CALL_N_SITUATIONS;
}

/* A parameter of line 1, or one that both lines have, or the purpose. */
static void set(const char *setting, struct call_hook_request *request)
{
    static const char *const purposes[] = {"anything", "conference", "transfer"};
    char name[64];
    size_t n = strcspn(setting, "=");
    const char *value = setting + n + 1;
    (void)snprintf(name, sizeof name, "%.*s", (int)n, setting);
    if (strcmp(name, "purpose") == 0) {
        for (unsigned i = 0; i < 3; i++) {
            request->purpose = strcmp(value, purposes[i]) == 0 ? (enum fw_call_purpose)i : request->purpose;
        }
        return;
    }
    if (strstr(name, "_Code") == NULL) {
        (void)snprintf(name, sizeof name, "%.*s_1_", (int)n, setting);
    }
    line_rig_set(&rig, name, value);
}

static void run(const struct vector_row *row)
{
    struct call_hook_request request = {.line = 1, .situation = situation_by_name(row->field[0])};
    char settings[256];
    size_t index;
    request.event = strcmp(row->field[1], "flash") == 0 ? CALL_FLASH : CALL_HANG_UP;
    line_rig_open(&rig, TEST_BINARY_DIR "/images/spa2102-5.2.10.img");
    (void)snprintf(settings, sizeof settings, "%s", row->field[2]);
    for (char *p = settings, *end; p != NULL && *p != '\0'; p = end) {
        end = strstr(p, "; ");
        if (end != NULL) {
            *end = '\0';
            end += 2;
        }
        set(p, &request);
    }
    const struct call_hook_row *found = call_hook_find(rig.params.params, &request, &index);
    assert_string_equal(call_act_name(found->act), row->field[3]);
    assert_string_equal(call_situation_name(found->next), row->field[4]);
    assert_true(found->source[0] != '\0' && memchr(found->source, '\0', sizeof found->source) != NULL);
    assert_in_range(index, 0, ROWS_MAX - 1);
    is_reached[index] = true;
    line_rig_close(&rig);
}

static void each_row_of_the_table_was_reached(void **state)
{
    (void)state;
    for (size_t i = 0; i < call_hook_n_rows(); i++) {
        if (!is_reached[i]) {
            fail_msg("no row of r_hooks.tsv reaches row %zu of matrix.c", i);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_row_of_the_table_was_reached)};
    int failed = vectors_run(TEST_SOURCE_DIR "/vectors/r_hooks.tsv", "R", 55, run);
    return failed + cmocka_run_group_tests(tests, NULL, NULL);
}
