/* SPDX-License-Identifier: MIT */
/* How the rows of calls in the table of facts get their values. */
#pragma once
#include "facts.h"

fact_get_fn fact_get_call_state, fact_show_call_state, fact_get_call_tone, fact_show_call_tone;
fact_get_fn fact_get_call_duration, fact_show_call_duration;
fact_get_fn fact_get_call_back, fact_get_last_called, fact_get_last_caller;
/* The mapping of the lines for a NAT. */
fact_get_fn fact_get_external_ip, fact_get_mapped_sip_port, fact_get_mapped_rtp_port;
/* field: a text of struct fw_call_facts; word: "Outbound" is outbound for programs */
fact_get_fn fact_get_call_word, fact_get_call_text;
/* field: a number of it */
fact_get_fn fact_get_call_u64, fact_get_call_u32, fact_show_call_ms;
/* field: a number of struct fw_media_totals */
fact_get_fn fact_get_rtp_total;
