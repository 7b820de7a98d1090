/* SPDX-License-Identifier: MIT */
#include <fw/dialler.h>
#include <fw/element.h>
#include <fw/service.h>
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

/* ---- codes ---- */

/* The table, and two lists of a parameter. guess: no list has more codes. */
#define LISTED_MAX 40u
#define CODES_MAX  (64u + 2u * LISTED_MAX)

struct codes {
    unsigned n;
    struct rt_str digits[CODES_MAX];
    struct {
        enum fw_dialler_kind kind;
        const struct fw_service *service;
        enum fw_element tone;
    } what[CODES_MAX];
};

static bool is_yes(const struct fw_params *params, unsigned line, enum fw_element of_line_1)
{
    return of_line_1 == FW_EL_NONE || fw_element_bool(params, fw_element_of_line(of_line_1, line));
}

static bool has_effect(const struct fw_params *params, unsigned line, const struct fw_service *s)
{
    return s->effect_1[0] == FW_EL_NONE ||
           fw_element_id(params, fw_element_of_line(s->effect_1[0], line)) != FW_PARAM_NONE;
}

static void add_code(struct codes *c, struct rt_str digits, enum fw_dialler_kind kind, const struct fw_service *service,
                     enum fw_element tone)
{
    c->digits[c->n] = digits;
    c->what[c->n].kind = kind;
    c->what[c->n].service = service;
    c->what[c->n].tone = tone;
    c->n++;
}

static void add_listed(struct codes *c, const struct fw_params *params, enum fw_element list, enum fw_dialler_kind kind)
{
    struct rt_str rest = rt_str(fw_element_text(params, list));
    struct fw_listed_code code;
    for (unsigned i = 0; i < LISTED_MAX && fw_service_next_listed(&rest, &code); i++) {
        add_code(c, code.digits, kind, NULL, code.tone);
    }
}

static void collect(struct codes *c, const struct fw_params *params, unsigned line, bool has_held)
{
    RT_ASSERT(fw_n_services <= CODES_MAX - 2 * LISTED_MAX);
    c->n = 0;
    for (unsigned i = 0; i < fw_n_services; i++) {
        const struct fw_service *s = &fw_services[i];
        struct rt_str digits = rt_str_trim(rt_str(fw_element_text(params, s->code)));
        if (digits.n > 0 && is_yes(params, line, s->serv_1) && has_effect(params, line, s)) {
            add_code(c, digits, FW_DIALLER_SERVICE, s, FW_EL_NONE);
        }
    }
    if (is_yes(params, line, FW_EL_FEATURE_DIAL_SERV_1)) {
        add_listed(c, params, FW_EL_FEATURE_DIAL_SERVICES_CODES, FW_DIALLER_FEATURE);
    }
    if (has_held && is_yes(params, line, FW_EL_REFERRAL_SERV_1)) {
        add_listed(c, params, FW_EL_REFERRAL_SERVICES_CODES, FW_DIALLER_REFERRAL);
    }
}

static unsigned count_begun(const struct codes *c, struct rt_str keys)
{
    unsigned n = 0;
    for (unsigned i = 0; i < c->n; i++) {
        n += keys.n > 0 && c->digits[i].n >= keys.n && memcmp(c->digits[i].p, keys.p, keys.n) == 0;
    }
    return n;
}

/* ---- speed dials ---- */

static void try_speed_dial(const struct fw_params *params, unsigned line, uint32_t short_ms, struct rt_str keys,
                           struct fw_dialler_result *out)
{
    bool is_ended = keys.n == 2 && keys.p[1] == '#';
    if ((keys.n != 1 && !is_ended) || keys.p[0] < '2' || keys.p[0] > '9' ||
        !is_yes(params, line, FW_EL_SPEED_DIAL_SERV_1)) {
        return;
    }
    const char *number = fw_element_text(params, fw_service_speed_dial((unsigned)(keys.p[0] - '0'), line));
    struct fw_dialmatch_result *r = &out->end;
    if (number[0] == '\0' || rt_str_copy(r->number, sizeof r->number, rt_str(number)) != RT_OK) {
        return;
    }
    out->kind = FW_DIALLER_SPEED_DIAL;
    r->is_ended_by_hash = is_ended;
    r->verdict = is_ended ? FW_DIALMATCH_SEND : FW_DIALMATCH_WAIT;
    r->on_timeout = FW_DIALMATCH_SEND;
    r->wait_ms = short_ms;
    r->sequence = -1;
}

/* ---- */

/* The key of a speed dial that is being stored. */
static void judge_slot(struct rt_str keys, struct fw_dialler_result *out)
{
    struct fw_dialmatch_result *r = &out->end;
    out->kind = FW_DIALLER_SLOT;
    *r = (struct fw_dialmatch_result){.verdict = FW_DIALMATCH_WAIT,
                                      .on_timeout = FW_DIALMATCH_REJECT,
                                      .wait_ms = FW_DIALPLAN_TIMER_NONE,
                                      .sequence = -1,
                                      .literal = -1};
    if (keys.n > 0) {
        bool is_slot = keys.n == 1 && keys.p[0] >= '2' && keys.p[0] <= '9';
        r->verdict = is_slot ? FW_DIALMATCH_SEND : FW_DIALMATCH_REJECT;
        r->number[0] = keys.p[0];
    }
}

static void judge_any(const struct fw_params *params, unsigned line, const struct fw_dialler_stage *stage,
                      struct fw_dialplan *plan, struct fw_dialmatch_cfg *cfg, struct rt_str keys,
                      struct fw_dialler_result *out)
{
    struct codes codes;
    unsigned first = add_emergency(plan, fw_element_text(params, fw_element_of_line(FW_EL_EMERGENCY_NUMBER_1, line)));
    fw_dialmatch(plan, cfg, keys, &out->end);
    if (out->end.verdict == FW_DIALMATCH_SEND && out->end.sequence >= (int)first) {
        out->kind = FW_DIALLER_EMERGENCY;
        return;
    }
    collect(&codes, params, line, stage->has_held);
    out->n_codes = count_begun(&codes, keys);
    cfg->literals = codes.digits;
    cfg->n_literals = codes.n;
    fw_dialmatch(plan, cfg, keys, &out->end);
    if (out->end.literal >= 0) {
        out->kind = codes.what[out->end.literal].kind;
        out->service = codes.what[out->end.literal].service;
        out->tone = codes.what[out->end.literal].tone;
        return;
    }
    try_speed_dial(params, line, plan->short_ms != FW_DIALPLAN_TIMER_NONE ? plan->short_ms : cfg->short_ms, keys, out);
    if (out->kind == FW_DIALLER_PLAN && fw_element_bool(params, fw_element_of_line(FW_EL_ENABLE_IP_DIALING_1, line))) {
        try_address(cfg, keys, out);
    }
}

void fw_dialler_judge(const struct fw_params *params, unsigned line, const struct fw_dialler_stage *stage,
                      struct rt_str keys, struct fw_dialler_result *out)
{
    RT_ASSERT(params != NULL && stage != NULL && out != NULL);
    struct fw_dialmatch_cfg cfg = {.long_ms = (uint32_t)(fw_element_us(params, FW_EL_INTERDIGIT_LONG_TIMER) / 1000u),
                                   .short_ms = (uint32_t)(fw_element_us(params, FW_EL_INTERDIGIT_SHORT_TIMER) / 1000u)};
    struct fw_dialplan plan;
    *out = (struct fw_dialler_result){.kind = FW_DIALLER_PLAN, .tone = FW_EL_NONE};
    if (stage->want == FW_DIALLER_WANTS_SLOT) {
        judge_slot(keys, out);
        return;
    }
    (void)fw_dialplan_parse(rt_str(fw_element_text(params, fw_element_of_line(FW_EL_DIAL_PLAN_1, line))), &plan, NULL,
                            NULL); /* zeroed when it is none: no sequences */
    if (stage->want == FW_DIALLER_WANTS_ANY) {
        judge_any(params, line, stage, &plan, &cfg, keys, out);
        return;
    }
    if (keys.n == 0) { /* the hot line is for dial tone */
        out->end = (struct fw_dialmatch_result){.verdict = FW_DIALMATCH_WAIT,
                                                .on_timeout = FW_DIALMATCH_REJECT,
                                                .wait_ms = FW_DIALPLAN_TIMER_NONE,
                                                .sequence = -1,
                                                .literal = -1};
        return;
    }
    fw_dialmatch(&plan, &cfg, keys, &out->end);
}

const char *fw_dialler_kind_name(enum fw_dialler_kind k)
{
    static const char *const names[] = {[FW_DIALLER_PLAN] = "plan",
                                        [FW_DIALLER_EMERGENCY] = "emergency",
                                        [FW_DIALLER_ADDRESS] = "address",
                                        [FW_DIALLER_SERVICE] = "service code",
                                        [FW_DIALLER_FEATURE] = "feature dial service",
                                        [FW_DIALLER_REFERRAL] = "referral service",
                                        [FW_DIALLER_SPEED_DIAL] = "speed dial",
                                        [FW_DIALLER_SLOT] = "speed dial key"};
    return names[k];
}
