/* SPDX-License-Identifier: MIT */
#include "secrets.h"
#include <fw/device.h>
#include <fw/element.h>
#include <rt/str.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define HIDDEN "****"

/* The administrator's password; "": none. */
static const char *password_of(struct fw_device *d)
{
    if (!fw_device_is_running(d)) {
        return "";
    }
    const struct fw_params *params = fw_device_params(d);
    int id = fw_param_find(params, fw_element_name(FW_EL_ADMIN_PASSWD));
    return id != FW_PARAM_NONE ? fw_param_get(params, id) : "";
}

/* As it is typed on a keypad: letters by their key, anything that is on no key as 0 (ivr/entry.c). */
static bool is_typed_as(const char *password, struct rt_str keys)
{
    static const char of_letter[] = "22233344455566677778889999";
    bool is_equal = strlen(password) == keys.n;
    for (size_t i = 0; is_equal && i < keys.n; i++) {
        int c = tolower((unsigned char)password[i]);
        is_equal = keys.p[i] == (isdigit(c) ? c : c >= 'a' && c <= 'z' ? of_letter[c - 'a'] : '0');
    }
    return is_equal;
}

bool story_secrets_follow(const struct board_kind *kind)
{
    return strncmp(kind->id, "ivr_", 4) == 0 || strcmp(kind->id, "keys") == 0 || strcmp(kind->id, "hook") == 0;
}

const char *story_secrets_text(struct story_secrets *s, struct fw_device *d, const struct board_event *e,
                               char out[BOARD_TRACE_TEXT_MAX + 1])
{
    if (!story_secrets_follow(e->kind) || e->unit < 1 || e->unit > BOARD_N_FXS) {
        return e->text;
    }
    bool *is_asked = &s->phone[e->unit - 1].is_asked, *is_next = &s->phone[e->unit - 1].is_next;
    const char *password = password_of(d);
    bool is_protected = password[0] != '\0';
    if (strcmp(e->kind->id, "ivr_option") == 0 && is_protected && rt_str_ends(rt_str(e->text), ", unknown")) {
        *is_next = false;
        return "option " HIDDEN ", unknown"; /* it may be the password, typed too early */
    }
    if (strcmp(e->kind->id, "keys") != 0) {
        bool is_state = strcmp(e->kind->id, "ivr_state") == 0;
        bool is_hook = strcmp(e->kind->id, "hook") == 0;
        *is_asked = !is_hook && (is_state ? rt_str_ends(rt_str(e->text), "-> password") : *is_asked);
        *is_next = false;
        return e->text;
    }
    size_t n_code = strcspn(e->text, "#");
    bool is_secret = *is_asked || (is_protected && (*is_next || is_typed_as(password, rt_str_n(e->text, n_code))));
    *is_next = *is_next || e->text[n_code] == '#';
    if (is_secret) {
        return HIDDEN;
    }
    if (!is_protected || e->text[n_code] == '\0' || e->text[n_code + 1] == '\0') {
        return e->text;
    }
    (void)snprintf(out, BOARD_TRACE_TEXT_MAX + 1, "%.*s" HIDDEN, (int)n_code + 1, e->text);
    return out;
}
