/* SPDX-License-Identifier: MIT */
/* Streams over connections that came from outside (tcp_listen.c). Private to firmware/net. */
#pragma once
#include <fw/stream.h>

struct tcp_pcb;

/* Connected; its client is to be set before lwIP runs again. NULL: no memory. */
struct fw_stream *fw_tcp_stream_adopt(struct fw_net *net, struct tcp_pcb *pcb);
/* Takes that back: the pcb is the caller's again. */
void fw_tcp_stream_leave(struct fw_stream *s);
