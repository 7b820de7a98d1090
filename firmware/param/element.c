/* SPDX-License-Identifier: MIT */
/* The elements bound by the engine, and typed access to their values. */
#include <fw/element.h>
#include "params.h"
#include <rt/assert.h>

static const struct fw_element_row rows[FW_N_ELEMENTS] = {
#define ONE(id, element, kind, fallback, source)                                                                       \
    [FW_EL_##id] = {element, fallback, source, FW_ELEMENT_##kind, sizeof(element) - 1},
#define LINE(id, element, kind, fallback_1, fallback_2, source)                                                        \
    [FW_EL_##id##_1] = {element "_1_", fallback_1, source, FW_ELEMENT_##kind, sizeof(element "_1_") - 1},              \
    [FW_EL_##id##_2] = {element "_2_", fallback_2, source, FW_ELEMENT_##kind, sizeof(element "_2_") - 1},
    FW_ELEMENT_LIST(ONE, LINE)
#undef ONE
#undef LINE
};

/* A text without its NUL would be no error. */
#define IS_LONG(name, value, from)                                                                                     \
    || sizeof(name) > sizeof rows[0].element || sizeof(value) > sizeof rows[0].fallback ||                             \
        sizeof(from) > sizeof rows[0].source
#define ONE(id, name, kind_, value, from) IS_LONG(name, value, from)
#define LINE(id, name, kind_, value_1, value_2, from)                                                                  \
    IS_LONG(name "_1_", value_1, from)                                                                                 \
    IS_LONG(name "_2_", value_2, from)
_Static_assert(!(0 FW_ELEMENT_LIST(ONE, LINE)), "a text is longer than its place in struct fw_element_row");
#undef ONE
#undef LINE

_Static_assert(FW_EL_GPP_P - FW_EL_GPP_A == 'P' - 'A' && FW_EL_GPP_SD - FW_EL_GPP_SA == 'D' - 'A', "fw_element_gpp");

const struct fw_element_row *fw_element_row(enum fw_element e)
{
    RT_ASSERT((unsigned)e < FW_N_ELEMENTS);
    return &rows[e];
}

const char *fw_element_name(enum fw_element e)
{
    return fw_element_row(e)->element;
}

enum fw_element fw_element_of_line(enum fw_element of_line_1, unsigned line_1_or_2)
{
    RT_ASSERT(line_1_or_2 == 1 || line_1_or_2 == 2);
    return (enum fw_element)((unsigned)of_line_1 + line_1_or_2 - 1);
}

enum fw_element fw_element_gpp(char letter)
{
    unsigned n = ((unsigned)letter | 0x20u) - 'a'; /* of either case */
    RT_ASSERT(n <= 'p' - 'a');
    return (enum fw_element)(FW_EL_GPP_A + n);
}

int fw_element_id(const struct fw_params *p, enum fw_element e)
{
    RT_ASSERT((unsigned)e < FW_N_ELEMENTS);
    if (p->bound[e] == 0) {
        p->bound[e] = (int16_t)(2 + fw_schema_find(p->schema, rt_str_n(rows[e].element, rows[e].n)));
    }
    return p->bound[e] - 2;
}

const char *fw_element_text(const struct fw_params *p, enum fw_element e)
{
    return fw_param_get(p, fw_element_id(p, e));
}

/* The value or, if it is not of the kind, the fallback, which always is: a test reads them all. */
static const char *candidate(const struct fw_params *p, enum fw_element e, enum fw_element_kind kind, unsigned i)
{
    RT_ASSERT(fw_element_row(e)->kind == kind);
    return i == 0 ? fw_element_text(p, e) : rows[e].fallback;
}

bool fw_element_bool(const struct fw_params *p, enum fw_element e)
{
    bool value = false;
    for (unsigned i = 0; i < 2 && !param_read_bool(candidate(p, e, FW_ELEMENT_BOOL, i), &value); i++) {
    }
    return value;
}

uint32_t fw_element_u32(const struct fw_params *p, enum fw_element e)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < 2 && !param_read_u32(candidate(p, e, FW_ELEMENT_NUMBER, i), &value); i++) {
    }
    return value;
}

uint64_t fw_element_us(const struct fw_params *p, enum fw_element e)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < 2 && !param_read_us(candidate(p, e, FW_ELEMENT_TIME, i), &value); i++) {
    }
    return value;
}

uint32_t fw_element_ipv4(const struct fw_params *p, enum fw_element e)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < 2 && value == 0; i++) {
        if (rt_str_ipv4(rt_str(candidate(p, e, FW_ELEMENT_ADDRESS, i)), &value) != RT_OK) {
            value = 0;
        }
    }
    return value;
}
