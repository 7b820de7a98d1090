/* SPDX-License-Identifier: MIT */
#include <record/recline.h>
#include <rt/crc.h>
#include <stdio.h>

#define TAIL_MAX 16u /* tab, eight digits, line feed */

size_t emu_rec_line(const struct board_event *e, char out[EMU_REC_LINE_MAX])
{
    size_t n = (size_t)board_event_format(e, out, EMU_REC_LINE_MAX - TAIL_MAX);
    for (size_t i = 0; i < n; i++) { /* a text from outside must not look like two events */
        out[i] = out[i] == '\n' || out[i] == '\t' ? ' ' : out[i];
    }
    if (e->n_data > 0) {
        n += (size_t)snprintf(out + n, TAIL_MAX, "\t%08x", (unsigned)rt_crc32(0, e->data, e->n_data));
    }
    out[n++] = '\n';
    out[n] = '\0';
    return n;
}
