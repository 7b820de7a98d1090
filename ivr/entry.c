/* SPDX-License-Identifier: MIT */
/* Conventions of typing: Sipura administration guide 2.0.10 p.37. */
#include "ivr_priv.h"
#include <string.h>

void ivr_entry_clear(struct ivr_entry *e)
{
    e->n = 0;
    e->keys[0] = '\0';
    e->star_at_us = BOARD_NEVER;
}

enum ivr_typed ivr_entry_put(struct ivr_entry *e, char key, uint64_t at_us)
{
    bool is_second_star = key == '*' && e->star_at_us != BOARD_NEVER && at_us - e->star_at_us <= IVR_DOUBLE_STAR_US;

    if (key == '#') {
        return IVR_TYPED_END;
    }
    if (is_second_star) {
        return IVR_TYPED_ABANDON;
    }
    e->star_at_us = key == '*' ? at_us : BOARD_NEVER;
    if (e->n < IVR_KEYS_MAX) {
        e->keys[e->n++] = key;
    } else {
        e->keys[0] = '?'; /* not a key: no option, value or password contains it */
    }
    e->keys[e->n] = '\0';
    return IVR_TYPED_MORE;
}

static enum rt_err address_of(const char *keys, char out[IVR_VALUE_MAX + 1])
{
    char dotted[16];
    uint32_t address;
    size_t n = strlen(keys);

    if (n >= sizeof dotted) {
        return RT_EINVAL;
    }
    for (size_t i = 0; i <= n; i++) {
        dotted[i] = keys[i] == '*' ? '.' : keys[i];
    }
    if (rt_str_ipv4(rt_str(dotted), &address) != RT_OK) {
        return RT_EINVAL;
    }
    (void)rt_ipv4_text(address, out); /* without the leading zeros that may have been typed */
    return RT_OK;
}

static enum rt_err choice_of(const char *keys, const struct ivr_option *o, char out[IVR_VALUE_MAX + 1])
{
    struct rt_str rest = rt_str(o->choices);
    struct ivr_choice c;

    while (ivr_choice_next(&rest, &c)) {
        if (c.key.n > 0 && rt_str_is(c.key, keys)) {
            return rt_str_copy(out, IVR_VALUE_MAX + 1, c.value);
        }
    }
    return RT_EINVAL;
}

enum rt_err ivr_entry_value(const struct ivr_entry *e, const struct ivr_option *o, char out[IVR_VALUE_MAX + 1])
{
    switch (o->input) {
    case IVR_INPUT_ADDRESS:
        return address_of(e->keys, out);
    case IVR_INPUT_CHOICES:
        return choice_of(e->keys, o, out);
    case IVR_INPUT_SPELL: /* a number: digits only */
        if (e->n == 0 || strspn(e->keys, "0123456789") != e->n) {
            return RT_EINVAL;
        }
        return rt_str_copy(out, IVR_VALUE_MAX + 1, rt_str(e->keys));
    case IVR_INPUT_NONE:
    case IVR_INPUT_CONFIRM:
        break;
    }
    return RT_EINVAL;
}

static char key_of(char c)
{
    static const char letters[] = "22233344455566677778889999"; /* A .. Z on the keypad */

    if (c >= '0' && c <= '9') {
        return c;
    }
    if (c >= 'a' && c <= 'z') {
        return letters[c - 'a'];
    }
    return c >= 'A' && c <= 'Z' ? letters[c - 'A'] : '0';
}

bool ivr_entry_is_password(const struct ivr_entry *e, const char *password)
{
    if (strlen(password) != e->n) {
        return false;
    }
    for (uint32_t i = 0; i < e->n; i++) {
        if (e->keys[i] != key_of(password[i])) {
            return false;
        }
    }
    return true;
}
