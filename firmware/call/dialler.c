/* SPDX-License-Identifier: MIT */
#include <fw/dialler.h>
#include <fw/element.h>
#include <rt/assert.h>
#include <stdio.h>
#include <string.h>

/* Emergency_Number has at most 63 characters (ATA 191 guide): no more numbers fit. */
#define EMERGENCY_MAX    32u
/* A port of this or less is read as none: SPA administration guide. */
#define ADDRESS_PORT_MIN 256u

/* Each number of the list becomes a sequence behind those of the plan; returns the first of them. A plan that is full
 * loses its last sequences: an emergency call must not fail for the length of a plan. */
static unsigned add_emergency(struct fw_dialplan *plan, const char *list)
{
    struct rt_str number[EMERGENCY_MAX], rest = rt_str(list);
    unsigned n = 0;
    while (rest.p != NULL && n < EMERGENCY_MAX) {
        number[n] = rt_str_trim(rt_str_cut(rest, ',', &rest));
        n += number[n].n > 0 ? 1 : 0;
    }
    if (plan->n_sequences > FW_DIALPLAN_SEQUENCES_MAX - n) {
        plan->n_sequences = FW_DIALPLAN_SEQUENCES_MAX - n;
    }
    unsigned first = plan->n_sequences;
    for (unsigned i = 0; i < n; i++) {
        plan->sequence[plan->n_sequences++] =
            (struct fw_dialplan_sequence){.text = number[i], .short_ms = 0, .long_ms = FW_DIALPLAN_TIMER_NONE};
    }
    return first;
}

/* "[user*]a*b*c*d[*port]" into "user@a.b.c.d:port"; false: it is none. */
static bool read_address(struct rt_str typed, char *out, size_t size)
{
    struct rt_str part[6], rest = typed;
    uint32_t value[6];
    unsigned n = 0, first = 0, port = 0;
    while (rest.p != NULL) {
        if (n == 6) {
            return false;
        }
        part[n] = rt_str_cut(rest, '*', &rest);
        if (part[n].n == 0 || part[n].n > 10 || rt_str_u32(part[n], &value[n]) != RT_OK) {
            return false;
        }
        n++;
    }
    if (n == 6 ||
        (n == 5 &&
         value[0] > 255)) { /* five parts: the first is a user if it is no octet, else the last is a port (guess) */
        first = 1;
    }
    if (n < 4 || n - first < 4) {
        return false;
    }
    for (unsigned i = first; i < first + 4; i++) {
        if (value[i] > 255) {
            return false;
        }
    }
    if (n - first == 5) {
        if (value[n - 1] > UINT16_MAX) {
            return false;
        }
        port = value[n - 1] < ADDRESS_PORT_MIN ? 0 : value[n - 1];
    }
    int length = snprintf(out, size, "%.*s@%u.%u.%u.%u", first == 1 ? (int)part[0].n : 0, first == 1 ? part[0].p : "",
                          value[first], value[first + 1], value[first + 2], value[first + 3]);
    if (port != 0 && length > 0 && (size_t)length < size) {
        length += snprintf(out + length, size - (size_t)length, ":%u", port);
    }
    return length > 0 && (size_t)length < size;
}

static bool could_be_address(struct rt_str keys)
{
    for (size_t i = 0; i < keys.n; i++) {
        char c = keys.p[i];
        if (c != '*' && (c < '0' || c > '9')) {
            return false;
        }
    }
    return keys.n > 0 && keys.p[0] != '*'; /* a leading '*' is a code */
}

/* An address is typed over what the plan says: a plan that is still waiting decides nothing. */
static void try_address(const struct fw_dialmatch_cfg *cfg, struct rt_str keys, struct fw_dialler_result *out)
{
    char number[FW_DIALMATCH_NUMBER_MAX + 1];
    struct fw_dialmatch_result *r = &out->end;
    bool is_ended = keys.n > 0 && keys.p[keys.n - 1] == '#';
    struct rt_str typed = is_ended ? rt_str_n(keys.p, keys.n - 1) : keys;
    if (!could_be_address(typed) || r->verdict == FW_DIALMATCH_SEND || r->verdict == FW_DIALMATCH_BARRED) {
        return;
    }
    bool is_whole = read_address(typed, number, sizeof number);
    if (is_ended) {
        if (is_whole) {
            out->kind = FW_DIALLER_ADDRESS;
            r->verdict = FW_DIALMATCH_SEND;
            r->is_ended_by_hash = true;
            memcpy(r->number, number, sizeof r->number);
        }
        return;
    }
    if (r->verdict == FW_DIALMATCH_REJECT || (is_whole && r->complete == 0)) {
        out->kind = FW_DIALLER_ADDRESS;
        r->verdict = FW_DIALMATCH_WAIT;
        r->wait_ms = cfg->long_ms;
        r->on_timeout = is_whole ? FW_DIALMATCH_SEND : FW_DIALMATCH_REJECT;
        (void)rt_str_copy(r->number, sizeof r->number, is_whole ? rt_str(number) : RT_STR(""));
    }
}

void fw_dialler_judge(const struct fw_params *params, unsigned line, struct rt_str keys, struct fw_dialler_result *out)
{
    RT_ASSERT(params != NULL && out != NULL);
    const struct fw_dialmatch_cfg cfg = {
        .long_ms = (uint32_t)(fw_element_us(params, FW_EL_INTERDIGIT_LONG_TIMER) / 1000u),
        .short_ms = (uint32_t)(fw_element_us(params, FW_EL_INTERDIGIT_SHORT_TIMER) / 1000u)};
    struct fw_dialplan plan;
    *out = (struct fw_dialler_result){.kind = FW_DIALLER_PLAN};
    (void)fw_dialplan_parse(rt_str(fw_element_text(params, fw_element_of_line(FW_EL_DIAL_PLAN_1, line))), &plan, NULL,
                            NULL); /* zeroed when it is none: no sequences */
    unsigned first = add_emergency(&plan, fw_element_text(params, fw_element_of_line(FW_EL_EMERGENCY_NUMBER_1, line)));
    fw_dialmatch(&plan, &cfg, keys, &out->end);
    if (out->end.sequence >= (int)first) {
        out->kind = FW_DIALLER_EMERGENCY;
    } else if (fw_element_bool(params, fw_element_of_line(FW_EL_ENABLE_IP_DIALING_1, line))) {
        try_address(&cfg, keys, out);
    }
}

const char *fw_dialler_kind_name(enum fw_dialler_kind k)
{
    static const char *const names[] = {
        [FW_DIALLER_PLAN] = "plan", [FW_DIALLER_EMERGENCY] = "emergency", [FW_DIALLER_ADDRESS] = "address"};
    return names[k];
}
