/* SPDX-License-Identifier: MIT */
/* Service codes that two parameters have: the unit takes the first of them, as fw/dialler.h says. */
#include "lint_priv.h"
#include <fw/element.h>
#include <fw/service.h>

/* More are not compared; a list of the longest kind has no room for them. */
#define LISTED_MAX 40u

struct code {
    struct rt_str digits;
    enum fw_element element;
};

static size_t collect(const struct fw_params *p, struct code *out, size_t max)
{
    static const enum fw_element lists[] = {FW_EL_FEATURE_DIAL_SERVICES_CODES, FW_EL_REFERRAL_SERVICES_CODES};
    size_t n = 0;
    for (unsigned i = 0; i < fw_n_services && n < max; i++) {
        struct rt_str digits = rt_str_trim(rt_str(fw_element_text(p, fw_services[i].code)));
        if (digits.n > 0) {
            out[n++] = (struct code){digits, fw_services[i].code};
        }
    }
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct rt_str rest = rt_str(fw_element_text(p, lists[i]));
        struct fw_listed_code listed;
        for (unsigned k = 0; k < LISTED_MAX && n < max && fw_service_next_listed(&rest, &listed); k++) {
            out[n++] = (struct code){listed.digits, lists[i]};
        }
    }
    return n;
}

static bool is_said(const struct lint *l, const struct code *c)
{
    return lint_has(l, fw_element_name(c->element));
}

/* A call on hold may have both lists: the same code in one of each is no mistake. */
static bool clash(const struct code *first, const struct code *second)
{
    bool are_lists =
        first->element == FW_EL_FEATURE_DIAL_SERVICES_CODES && second->element == FW_EL_REFERRAL_SERVICES_CODES;
    return !are_lists && rt_str_eq(first->digits, second->digits);
}

void lint_codes(struct lint *l)
{
    struct code codes[128];
    size_t n = collect(l->explain.subject->params, codes, sizeof codes / sizeof codes[0]);
    for (size_t k = 1; k < n; k++) {
        for (size_t i = 0; i < k; i++) {
            const struct code *first = &codes[i], *second = &codes[k];
            if (!clash(first, second) || (!is_said(l, first) && !is_said(l, second))) {
                continue;
            }
            const char *name = fw_element_name(second->element);
            lint_add(l, LINT_CODE, lint_place(l, is_said(l, second) ? name : fw_element_name(first->element)),
                     rt_str(name),
                     report_printf("%.*s is %s too: that one is taken, and this one never", (int)second->digits.n,
                                   second->digits.p, fw_element_name(first->element)),
                     report_printf("Empty %s, or choose another code.", fw_element_name(first->element)));
            break;
        }
    }
}
