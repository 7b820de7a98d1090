/* SPDX-License-Identifier: MIT */
/* What the Info page shows of calls: SPA-2000 guide p.33, SPA-841 guide p.72. */
#include "call_priv.h"
#include <board/board.h>
#include <rt/assert.h>

static const struct {
    enum fw_element tone;
    const char *name;
} tones[] = {
    {FW_EL_DIAL_TONE, "Dial"},
    {FW_EL_SECOND_DIAL_TONE, "2nd Dial"},
    {FW_EL_OUTSIDE_DIAL_TONE, "Outside Dial"},
    {FW_EL_RING_BACK_TONE, "Ring Back"},
    {FW_EL_RING_BACK_2_TONE, "Ring Back"},
    {FW_EL_BUSY_TONE, "Busy"},
    {FW_EL_REORDER_TONE, "Reorder"},
    {FW_EL_SIT1_TONE, "SIT1"},
    {FW_EL_SIT2_TONE, "SIT2"},
    {FW_EL_SIT3_TONE, "SIT3"},
    {FW_EL_SIT4_TONE, "SIT4"},
    {FW_EL_PROMPT_TONE, "Prompt"},
    {FW_EL_CONFIRM_TONE, "Confirmation"},
    {FW_EL_CFWD_DIAL_TONE, "Call Forward"},
    {FW_EL_CONFERENCE_TONE, "Conference"}, /* guess: the name */
    {FW_EL_MWI_DIAL_TONE, "Message-Waiting"},
};

static const char *tone_of(const struct call *c)
{
    const struct call_line *l = c->line;
    if (c->state == FW_CALL_RINGING && l->is_ringing) {
        return "Ring";
    }
    bool is_of_ear = l->heard == c || c->state == FW_CALL_DIALING || c->state == FW_CALL_REORDER;
    enum fw_element tone = is_of_ear ? fw_line_current_tone(call_telephone(l)) : FW_EL_NONE;
    for (size_t i = 0; i < sizeof tones / sizeof tones[0]; i++) {
        if (tones[i].tone == tone) {
            return tones[i].name;
        }
    }
    return "None";
}

/* A rejected number is Reorder, also before anything was sent. */
static enum fw_call_state state_of(const struct call *c)
{
    bool is_rejected = fw_lines_phase(c->line->calls->config.lines, c->line->number - 1) == FW_LINE_IS_REJECTED;
    return c->state == FW_CALL_DIALING && is_rejected ? FW_CALL_REORDER : c->state;
}

struct fw_call_facts fw_call_facts(const struct fw_calls *calls, unsigned line, unsigned call)
{
    RT_ASSERT(line >= 1 && line <= FW_N_LINES && call >= 1 && call <= FW_CALLS_PER_LINE);
    const struct call *c = &calls->line[line - 1].call[call - 1];
    enum fw_call_state state = state_of(c);
    struct fw_call_facts f = {.state = state,
                              .state_name = fw_call_state_name(state),
                              .tone = tone_of(c),
                              .encoder = "",
                              .decoder = "",
                              .type = "",
                              .remote_hold = "",
                              .call_back = "",
                              .fax = "",
                              .loopback = "",
                              .peer_name = "",
                              .peer_phone = ""};
    if (c->sip == NULL) {
        return f;
    }
    f.has_call = true;
    f.type = c->is_outgoing ? "Outbound" : "Inbound";
    f.remote_hold = c->is_remote_hold ? "Yes" : "No";
    f.peer_name = c->peer_name;
    f.peer_phone = c->peer_phone;
    f.fax = c->is_data ? "Yes" : "No";
    f.loopback = !c->has_path || c->path.loopback == FW_LOOPBACK_NONE ? ""
                 : c->path.is_mirror                                  ? "mirror"
                                                                      : "source"; /* guess */
    f.call_back = c->is_call_back ? "Yes" : "No";
    f.is_answered = c->is_answered;
    if (c->is_answered) {
        f.duration_s = (uint32_t)((board_now_us(call_board(calls)) - c->answered_at_us) / BOARD_US_PER_S);
    }
    if (c->media != NULL) {
        struct fw_media_stats s = fw_media_stats(c->media);
        f.encoder = fw_codec_name(s.encoder);
        f.decoder = fw_codec_name(s.decoder);
        f.packets_sent = s.packets_sent;
        f.bytes_sent = s.octets_sent;
        f.packets_recv = s.packets_recv;
        f.bytes_recv = s.octets_recv;
        f.packets_lost = s.packets_lost;
        f.packet_errors = s.packet_errors;
        f.latency_ms = s.latency_ms;
        f.jitter_ms = s.jitter_ms;
        f.round_trip_ms = s.round_trip_ms;
        f.mapped_rtp_port = fw_sip_mapping(calls->network.sip, line).is_mapped
                                ? fw_sip_mapped_rtp_port(calls->network.sip, line, fw_media_port(c->media))
                                : 0;
    }
    return f;
}

bool fw_calls_has_call_back(const struct fw_calls *c, unsigned line)
{
    return c->line[line - 1].back.number[0] != '\0';
}

const char *fw_calls_last_called(const struct fw_calls *c, unsigned line)
{
    return c->line[line - 1].last_called;
}

const char *fw_calls_last_caller(const struct fw_calls *c, unsigned line)
{
    return c->line[line - 1].last_caller;
}
