/* SPDX-License-Identifier: MIT */
/* Facts by key (fw/status.h): finds the row of a key, its value, and the release's word for it. */
#include "facts.h"
#include "device_priv.h"

#include <rt/assert.h>
#include <string.h>

/* Fallback if the release has no such word. */
static const struct {
    const char *key, *text;
} words[] = {
    {"certificate_installed", "Installed"},
    {"certificate_none", "Not Installed"},
    {"customization_open", "Not Customized"},
    {"customization_pending", "Pending"},
    {"customization_done", "Customized"},
    {"hook_off", "Off"},
    {"hook_on", "On"},
    {"not_registered", "Not Registered"},
    {"message_waiting_no", "No"},
    {"message_waiting_yes", "Yes"},
    {"call_back_no", "No"},
    {"call_back_yes", "Yes"},
};

/* --- keys ------------------------------------------------------------------------------------------------- */

/* Whether the key names this row. A '#' of the row matches one digit of the key: first the line, then the call. */
static bool is_of_row(const struct fact_row *row, const char *key, struct fact_at *at)
{
    const char *pattern = row->fact.key;
    unsigned found[2] = {0, 0}, n_found = 0;
    for (; *pattern != '\0' && *key != '\0'; pattern++, key++) {
        bool is_number = *pattern == '#';
        if (is_number ? *key != '1' && *key != '2' : *pattern != *key) {
            return false;
        }
        if (is_number) {
            found[n_found++] = (unsigned)(*key - '1');
        }
    }
    *at = (struct fact_at){found[0], found[1], row->field};
    return *pattern == '\0' && *key == '\0';
}
_Static_assert(FW_N_LINES == 2 && FACT_N_CALLS == 2, "a '#' is 1 or 2");

static const struct fact_row *find(const char *key, struct fact_at *at)
{
    for (size_t i = 0; i < n_fact_rows; i++) {
        if (is_of_row(&fact_rows[i], key, at)) {
            return &fact_rows[i];
        }
    }
    return NULL;
}

const struct fw_fact *fw_status_find(const char *key)
{
    struct fact_at at;
    const struct fact_row *row = find(key, &at);
    return row != NULL ? &row->fact : NULL;
}

/* Number of keys that a row covers. */
static size_t n_keys_of(const struct fact_row *row)
{
    size_t n = 1;
    for (const char *p = row->fact.key; *p != '\0'; p++) {
        n *= *p == '#' ? 2 : 1;
    }
    return n;
}

size_t fw_status_n_keys(void)
{
    size_t n = 0;
    for (size_t i = 0; i < n_fact_rows; i++) {
        n += n_keys_of(&fact_rows[i]);
    }
    return n;
}

void fw_status_key(size_t i, char key[FW_STATUS_KEY_MAX])
{
    const struct fact_row *row = fact_rows;
    for (; row < fact_rows + n_fact_rows && i >= n_keys_of(row); row++) {
        i -= n_keys_of(row);
    }
    RT_ASSERT(row < fact_rows + n_fact_rows && strlen(row->fact.key) < FW_STATUS_KEY_MAX);
    (void)memcpy(key, row->fact.key, strlen(row->fact.key) + 1);
    for (size_t n = n_keys_of(row); n > 1; n /= 2) { /* the call index varies fastest */
        *strchr(key, '#') = i >= n / 2 ? '2' : '1';
        i %= n / 2;
    }
}

/* --- values ----------------------------------------------------------------------------------------------- */

enum rt_err fw_status_get(struct fw_device *d, const char *key, struct rt_buf *out)
{
    struct fact_at at;
    const struct fact_row *row = find(key, &at);
    if (row == NULL || !d->is_running) {
        return RT_ENOENT;
    }
    row->get(d, &at, out);
    return rt_buf_error(out);
}

static const char *word(const struct fw_device *d, const char *key)
{
    const char *fallback = key;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        fallback = strcmp(words[i].key, key) == 0 ? words[i].text : fallback;
    }
    return fw_text(d->texts, key, fallback);
}

void fact_put_word(struct fw_device *d, fact_get_fn *get, const struct fact_at *at, const char *prefix,
                   struct rt_buf *out)
{
    struct rt_buf key;
    rt_buf_init(&key, FACT_WORD_MAX);
    (void)rt_buf_put_text(&key, prefix);
    get(d, at, &key);
    if (rt_buf_error(&key) == RT_OK) {
        (void)rt_buf_put_text(out, word(d, rt_buf_text(&key))); /* the caller asks rt_buf_error() */
    }
    rt_buf_fini(&key);
}

enum rt_err fw_status_show(struct fw_device *d, const char *key, struct rt_buf *out)
{
    struct fact_at at;
    const struct fact_row *row = find(key, &at);
    if (row == NULL || !d->is_running) {
        return RT_ENOENT;
    }
    if (row->show == NULL && row->words != NULL) {
        fact_put_word(d, row->get, &at, row->words, out);
    } else {
        (row->show != NULL ? row->show : row->get)(d, &at, out);
    }
    return rt_buf_error(out);
}
