/* SPDX-License-Identifier: MIT */
/* "Did you mean": the signal or the parameter whose name is nearest to a wrong one. */
#include <act/acts.h>
#include <fw/schema.h>
#include <host/options.h>
#include <host/signals.h>
#include <string.h>

static const char *next_signal(const void *unused, size_t i)
{
    const struct board_signal *s = emu_signal_at(i);
    (void)unused;
    return s != NULL ? s->name : NULL;
}

const char *emu_near_signal(const char *text)
{
    char name[64];
    return rt_str_copy(name, sizeof name, rt_str_n(text, strcspn(text, "=["))) == RT_OK
               ? emu_nearest(name, next_signal, NULL)
               : NULL;
}

static const char *next_parameter(const void *schema, size_t i)
{
    return i < fw_schema_n_rows(schema) ? fw_schema_element(schema, i) : NULL;
}

const char *emu_near_parameter(const struct fw_schema *schema, const char *name)
{
    return emu_nearest(name, next_parameter, schema);
}
