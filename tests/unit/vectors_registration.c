/* SPDX-License-Identifier: MIT */
/* When a line sends REGISTER: tests/vectors/m_registration.tsv, each row at a whole unit. */
#include <harness/test.h>
#include <harness/registrar_rig.h>
#include <harness/vectors.h>
#include <fw/channel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SETTINGS_MAX 8u

struct settings {
    char text[512];
    const char *name[SETTINGS_MAX], *value[SETTINGS_MAX];
    size_t n;
};

/* "Name=value; Name=value" */
static void read_settings(struct settings *s, const char *text)
{
    s->n = 0;
    (void)snprintf(s->text, sizeof s->text, "%s", text);
    for (char *p = s->text; *p != '\0' && s->n < SETTINGS_MAX;) {
        char *end = strstr(p, "; ");
        s->name[s->n] = p;
        p = strchr(p, '=');
        assert_non_null(p);
        *p++ = '\0';
        s->value[s->n++] = p;
        if (end == NULL) {
            break;
        }
        *end = '\0';
        p = end + 2;
    }
}

/* One word of the column against one request. */
static void compare(const struct registrar_rig *r, unsigned i, const char *word)
{
    double at = (double)(r->request[i].at_us - r->request[0].at_us) / 1e6, low, high;
    char field[512], *after;
    if (sscanf(word, "+%lf-%lf", &low, &high) == 2) {
        double since = (double)(r->request[i].at_us - r->request[i - 1].at_us) / 1e6;
        if (since < low - 0.01 || since > high + 0.01) {
            fail_msg("request %u came after %.3f s, not %s", i + 1, since, word);
        }
        return;
    }
    low = strtod(word, &after);
    if (at < low - 0.01 || at > low + 0.05) {
        fail_msg("request %u came at %.3f s, not %s", i + 1, at, word);
    }
    assert_int_equal(r->request[i].host, strchr(after, 'b') != NULL);
    assert_int_equal(registrar_rig_field(r, i, "Authorization", field)[0] != '\0', strchr(after, 'a') != NULL);
    const char *expires = strchr(after, 'e');
    if (expires != NULL) {
        assert_int_equal(atoi(strstr(registrar_rig_field(r, i, "Contact", field), "expires=") + 8), atoi(expires + 1));
    }
}

static void run(const struct vector_row *row)
{
    static struct device_rig unit;
    static struct registrar_rig r;
    static struct settings settings;
    const char *lost = row->field[4];
    char words[512];
    device_rig_init(&unit, "5.2.10");
    device_rig_set(&unit, "Resync_On_Reset", "No");
    device_rig_set(&unit, "User_ID_1_", "1001");
    device_rig_set(&unit, "Password_1_", "s3cret");
    device_rig_set(&unit, "Proxy_1_", "192.168.1.60");
    read_settings(&settings, row->field[1]);
    for (size_t i = 0; i < settings.n; i++) {
        device_rig_set(&unit, settings.name[i], settings.value[i]);
    }
    registrar_rig_init(&r, &unit, row->field[0]);
    device_rig_start(&unit);
    for (unsigned i = 0; i < 40 && r.n == 0; i++) {
        device_rig_pass_ms(&unit, 500);
    }
    uint64_t first_us = r.n > 0 ? r.request[0].at_us : board_now_us(unit.board);
    uint64_t until_us = first_us + (uint64_t)atoi(row->field[2]) * BOARD_US_PER_S;
    if (*lost != '\0') {
        uint64_t at_us = device_rig_expect(&unit, &fw_signal_sip, "registration lost");
        assert_in_range((at_us - first_us) / BOARD_US_PER_S, atoi(lost), atoi(lost));
    }
    if (board_now_us(unit.board) < until_us) {
        device_rig_pass_ms(&unit, (until_us - board_now_us(unit.board)) / BOARD_US_PER_MS);
    }
    unsigned n = 0;
    (void)snprintf(words, sizeof words, "%s", row->field[3]);
    for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " "), n++) {
        if (n >= r.n) {
            fail_msg("%u requests, none at %s", r.n, word);
        }
        compare(&r, n, word);
    }
    if (r.n > n) {
        fail_msg("one more request at %.3f s", (double)(r.request[n].at_us - r.request[0].at_us) / 1e6);
    }
    registrar_rig_fini(&r);
    device_rig_fini(&unit);
}

int main(void)
{
    return vectors_run(TEST_SOURCE_DIR "/vectors/m_registration.tsv", "M", 18, run);
}
