/* SPDX-License-Identifier: MIT */
/* Which parameter of a release a field is. */
#include "twin_priv.h"
#include <ctype.h>
#include <string.h>

bool twin_is_alike(const char *a, const char *b)
{
    for (;;) {
        while (*a != '\0' && isalnum((unsigned char)*a) == 0) {
            a++;
        }
        while (*b != '\0' && isalnum((unsigned char)*b) == 0) {
            b++;
        }
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b)) {
            return false;
        }
        if (*a == '\0') {
            return true;
        }
        a++;
        b++;
    }
}

static const struct {
    const char *label, *other;
} facts[TWIN_N_FACTS] = {
#define FACT(id, label, other) {label, other},
    TWIN_FACT_LIST(FACT)
#undef FACT
};

const char *twin_fact_label(enum twin_fact fact)
{
    return facts[fact].label;
}

/* The words by which a field is named: of XML the element, whose underscores are blanks. */
static const char *words_of(const struct twin_field *f)
{
    return f->label[0] != '\0' ? f->label : f->element;
}

enum twin_fact twin_fact_of(const struct twin_field *f)
{
    int i = 0;
    while (!f->is_control && i < TWIN_N_FACTS && !twin_is_alike(words_of(f), facts[i].label) &&
           !twin_is_alike(words_of(f), facts[i].other)) {
        i++;
    }
    return f->is_control ? TWIN_N_FACTS : (enum twin_fact)i;
}

/* "Voice/Line 1" is the tab "Line 1". */
static bool is_tab(const char *tab, const char *given)
{
    const char *slash = strchr(tab, '/');
    return twin_is_alike(slash != NULL ? slash + 1 : tab, given);
}

static bool is_status_row(const struct fw_schema *schema, const struct twin_field *f)
{
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        if (fw_schema_type(schema, i) == FW_TYPE_STATUS) {
            struct fw_schema_row row = fw_schema_row(schema, i);
            if (twin_is_alike(row.own_label, words_of(f)) && (f->tab[0] == '\0' || is_tab(row.tab, f->tab))) {
                return true;
            }
        }
    }
    return false;
}

/* The id by tab and label; the section decides between two of one label. Without a tab only a label that stands once.
 */
static int find_by_label(const struct fw_schema *schema, const struct twin_field *f)
{
    int found = -1;
    unsigned n_found = 0;
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        char label[FW_LABEL_BYTES];
        struct fw_schema_row row = fw_schema_row(schema, i);
        if (row.type == FW_TYPE_STATUS || !twin_is_alike(fw_schema_label(&row, label), words_of(f)) ||
            (f->tab[0] != '\0' && !is_tab(row.tab, f->tab))) {
            continue;
        }
        if (twin_is_alike(row.section, f->section)) {
            return (int)i;
        }
        found = n_found++ == 0 ? (int)i : found;
    }
    return n_found == 1 ? found : -1;
}

static int find_by_form_id(const struct fw_schema *schema, const struct twin_field *f)
{
    uint32_t number = 0;
    struct rt_str digits = rt_str_from(rt_str(f->form_id), strspn(f->form_id, "P~")); /* "P": of a password */
    for (size_t i = 0; rt_str_u32(digits, &number) == RT_OK && number != 0 && i < fw_schema_n_rows(schema); i++) {
        if (fw_schema_type(schema, i) != FW_TYPE_STATUS && fw_schema_row(schema, i).form_number == number) {
            return (int)i;
        }
    }
    return -1;
}

enum twin_match twin_find(const struct fw_schema *schema, const struct twin_field *f, int *id)
{
    bool is_status_tab = twin_is_alike(f->tab, "Status") || twin_is_alike(f->tab, "Info");
    *id = -1;
    if (twin_fact_of(f) != TWIN_N_FACTS || (is_status_tab && !f->is_control && is_status_row(schema, f))) {
        return TWIN_STATUS;
    }
    if (f->element[0] != '\0') {
        *id = fw_schema_find(schema, rt_str(f->element));
        *id = *id < 0 && f->tab[0] != '\0' ? find_by_label(schema, f) : *id;
    } else {
        *id = f->label[0] != '\0' ? find_by_label(schema, f) : -1;
        *id = *id < 0 ? find_by_form_id(schema, f) : *id;
    }
    if (*id >= 0 && fw_schema_type(schema, (size_t)*id) != FW_TYPE_STATUS) {
        return TWIN_PARAMETER;
    }
    *id = -1;
    return !f->is_control && (is_status_tab || is_status_row(schema, f)) ? TWIN_STATUS : TWIN_UNKNOWN;
}

bool twin_is_masked(const struct fw_schema *schema, int id, const struct twin_input *in, const struct twin_field *f)
{
    unsigned flags = id >= 0 ? fw_schema_flags(schema, (size_t)id) : 0;
    bool is_secret = f->is_password || (flags & (FW_ROW_PASSWORD | FW_ROW_SECRET)) != 0;
    size_t n = strlen(f->value);
    bool is_stars = n >= 3 && strspn(f->value, "*") == n;
    return is_stars || (is_secret && n == 0 && (in->form == TWIN_PAGE || in->form == TWIN_DUMP));
}
