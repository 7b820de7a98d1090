/* SPDX-License-Identifier: MIT */
/* Ringing. */
#include "line_priv.h"

void fw_line_ring(struct fw_line *l, unsigned cadence, const struct fw_line_caller_id *id)
{
    (void)cadence;
    (void)id;
    board_fxs_ring(line_board(l), l->port, true);
}

void fw_line_ring_stop(struct fw_line *l)
{
    board_fxs_ring(line_board(l), l->port, false);
}

void fw_line_ring_splash(struct fw_line *l, unsigned seconds)
{
    (void)l;
    (void)seconds;
}

void fw_line_polarity(struct fw_line *l, bool is_reversed)
{
    (void)l;
    (void)is_reversed;
}

void fw_line_cpc(struct fw_line *l)
{
    (void)l;
}
