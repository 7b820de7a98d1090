/* SPDX-License-Identifier: MIT */
#include <fw/step.h>

#include <rt/assert.h>
#include <stdio.h>

void fw_machine_check(const struct fw_machine *m, unsigned from, unsigned cause, unsigned to)
{
    RT_ASSERT(from < m->n_states && to < m->n_states && cause < m->n_causes);
    for (size_t i = 0; i < m->n_steps; i++) {
        const struct fw_step *s = &m->steps[i];
        if (s->from == from && s->cause == cause && s->to == to) {
            return;
        }
    }
    char what[160];
    (void)snprintf(what, sizeof what, "%s has a step from %s to %s by: %s", m->name, m->states[from], m->states[to],
                   m->causes[cause]);
    rt_panic(__FILE__, __LINE__, what);
}
