/* SPDX-License-Identifier: MIT */
/*
 * Fax machines and modems in a call: what their tones, a gateway's NSE or a code before the number change. From then on
 * until the end of the call T.38 or G.711 carries their signals, without silence suppression, call waiting and keys; in
 * G.711 with a deep jitter buffer.
 *
 *   tone, wanted by FAX_CED_Detect_Enable, FAX_CNG_Detect_Enable, FAX_Tone_Detect_Mode
 *     FAX_Enable_T38 Yes: CED of the telephone --re-INVITE to T.38--> accepted: T.38    refused: passthrough
 *                         CED of the peer, CNG --> T.38 when the peer's gateway offers it; after a while passthrough
 *     FAX_Passthru_Method   None       nothing changes
 *                           NSE        NSE 192, and FAX_Passthru_Codec without a re-INVITE; not agreed: as ReINVITE
 *                           ReINVITE   re-INVITE with FAX_Passthru_Codec alone
 *
 * Source: ATA 191 guide; who offers T.38: recall; what is a guess says so.
 */
#include "call_priv.h"
#include "call_events.h"
#include <board/board.h>
#include <fw/t38.h>
#include <string.h>

/* The peer's own gateway is waited for: it hears its telephone first. guess */
#define PEER_FIRST_US BOARD_US_PER_S
#define T38_FIRST_US  (2u * (uint64_t)BOARD_US_PER_S)  /* after the peer's CED. guess */
#define CED_FIRST_US  (10u * (uint64_t)BOARD_US_PER_S) /* after CNG. guess */

static enum fw_codec passthru_codec(const struct call *c)
{
    enum fw_codec codec = fw_codec_find(rt_str(call_param(c->line, FW_EL_FAX_PASSTHRU_CODEC_1)));
    return codec == FW_CODEC_PCMA ? codec : FW_CODEC_PCMU;
}

static bool is_method(const struct call *c, const char *name)
{
    return rt_str_is_ci(rt_str(call_param(c->line, FW_EL_FAX_PASSTHRU_METHOD_1)), name);
}

static bool is_g711(enum fw_codec codec)
{
    return codec == FW_CODEC_PCMU || codec == FW_CODEC_PCMA;
}

static void tell(const struct call *c, const char *what, bool is_of_peer, const char *way)
{
    FW_TELL(c->line->calls->config.log, call_fax, c->line->number, (int64_t)c->slot + 1, what,
            is_of_peer ? "peer" : "telephone", way);
}

static void carry_data(struct call *c)
{
    c->is_data = true;
    c->options.call_waiting = FW_CALL_OFF; /* inferred */
    fw_media_carry_data(c->media);
}

/* Another codec by its number of RFC 3551, which every peer that knows NSE understands. */
static void switch_codec(struct call *c)
{
    enum fw_codec codec = passthru_codec(c);
    if (c->has_path && c->path.codec != codec) {
        c->path.codec = codec;
        c->path.payload_tx = c->path.payload_rx = codec == FW_CODEC_PCMA ? 8 : 0;
        fw_media_set_path(c->media, &c->path);
    }
}

static void reinvite(struct call *c)
{
    c->local.forced = passthru_codec(c);
    if (!call_reinvite(c, FW_SDP_SENDRECV)) { /* another one is on its way; guess: the codec stays */
        c->local.forced = c->options.forced;
    }
}

/* ---- T.38 ---- */

static bool offer_t38(struct call *c)
{
    struct rt_buf offer;
    rt_buf_init(&offer, FW_SDP_TEXT_MAX);
    call_renew(c, FW_SDP_SENDRECV);
    enum rt_err err = fw_t38_offer(c->line->calls->config.params, c->line->number, &c->local, &offer);
    if (err == RT_OK) {
        err = fw_sip_call_reinvite(c->sip, rt_str_n(rt_buf_text(&offer), offer.n));
    }
    rt_buf_fini(&offer);
    c->is_t38_offered = c->is_data = err == RT_OK;
    return err == RT_OK;
}

static bool read_image(struct rt_str text, struct fw_sdp *sdp, struct fw_t38_path *path)
{
    const char *why;
    return fw_sdp_read(sdp, text.p, text.n, &why) == RT_OK && !sdp->has_audio && fw_t38_path_of(sdp, path);
}

static void pass_through(struct call *c, enum fw_media_fax what, bool is_of_peer);

bool call_fax_on_reinvited(struct call *c, int status, struct rt_str text)
{
    struct fw_sdp sdp;
    struct fw_t38_path path;
    if (!c->is_t38_offered) {
        return false;
    }
    c->is_t38_offered = false;
    if (status / 100 == 2 && read_image(text, &sdp, &path) && fw_media_start_t38(c->media, &path) == RT_OK) {
        return true;
    }
    c->is_data = false;
    if (status / 100 == 2) { /* accepted, and yet not: G.711 has to be agreed anew */
        carry_data(c);
        reinvite(c);
    } else {
        pass_through(c, FW_MEDIA_CED, false); /* 488, 415, 606, or whatever it is */
    }
    return true;
}

bool call_fax_answer(struct call *c, struct rt_str offer, struct rt_buf *out)
{
    const struct fw_params *params = c->line->calls->config.params;
    struct fw_sdp sdp;
    struct fw_t38_path path;
    if (c->state != FW_CALL_CONNECTED || c->line->is_conference || !call_param_bool(c->line, FW_EL_FAX_ENABLE_T38_1) ||
        !read_image(offer, &sdp, &path)) {
        return false;
    }
    call_renew(c, FW_SDP_SENDRECV);
    if (fw_t38_answer(params, c->line->number, &sdp, &c->local, out) != RT_OK ||
        fw_media_start_t38(c->media, &path) != RT_OK) {
        return false;
    }
    c->is_data = true;
    c->has_fax_tone = false;
    c->options.call_waiting = FW_CALL_OFF;
    board_timer_stop(call_board(c->line->calls), &c->fax);
    tell(c, "T.38", true, "accepted");
    return true;
}

/* ---- what is heard ---- */

static bool is_wanted(const struct call *c, enum fw_media_fax what)
{
    struct rt_str mode = rt_str(call_param(c->line, FW_EL_FAX_TONE_DETECT_MODE_1));
    if (what == FW_MEDIA_NSE) {
        return call_param_bool(c->line, FW_EL_FAX_PROCESS_NSE_1);
    }
    if (rt_str_is_ci(mode, c->is_outgoing ? "callee only" : "caller only")) {
        return false;
    }
    return call_param_bool(c->line,
                           what == FW_MEDIA_CNG ? FW_EL_FAX_CNG_DETECT_ENABLE_1 : FW_EL_FAX_CED_DETECT_ENABLE_1);
}

/* By G.711. */
static void pass_through(struct call *c, enum fw_media_fax what, bool is_of_peer)
{
    const char *name = fw_media_fax_name(what);
    if (is_method(c, "NSE") && fw_media_send_nse(c->media)) {
        carry_data(c);
        switch_codec(c);
        tell(c, name, is_of_peer, "NSE");
    } else if (is_method(c, "NSE") && is_g711(c->path.codec)) { /* guess: the codec will do as it is */
        carry_data(c);
        tell(c, name, is_of_peer, "NSE was not agreed: the codec stays");
    } else if (!is_method(c, "None")) {
        carry_data(c);
        bool has_codec = c->path.codec == passthru_codec(c);
        tell(c, name, is_of_peer, has_codec ? "it is the codec already" : "re-INVITE");
        if (!has_codec) {
            board_timer_start(call_board(c->line->calls), &c->fax, is_of_peer ? PEER_FIRST_US : 0);
        }
    }
}

void call_on_fax(void *ctx, struct fw_media_stream *s, enum fw_media_fax what, bool is_of_peer)
{
    struct call *c = ctx;
    struct board *b = call_board(c->line->calls);
    (void)s;
    if (c->is_data || c->state != FW_CALL_CONNECTED || c->line->is_conference || !is_wanted(c, what)) {
        return;
    }
    if (what == FW_MEDIA_NSE) {
        carry_data(c);
        switch_codec(c);
        tell(c, fw_media_fax_name(what), is_of_peer, "data follow");
    } else if (!call_param_bool(c->line, FW_EL_FAX_ENABLE_T38_1)) {
        pass_through(c, what, is_of_peer);
    } else if (what != FW_MEDIA_CNG && !is_of_peer) { /* the gateway of the machine that answers offers T.38 */
        tell(c, fw_media_fax_name(what), is_of_peer, "T.38");
        if (!offer_t38(c)) {
            pass_through(c, what, is_of_peer);
        }
    } else if (!c->has_fax_tone || what != FW_MEDIA_CNG) {
        c->has_fax_tone = true;
        c->fax_tone = what;
        c->is_tone_of_peer = is_of_peer;
        board_timer_start(b, &c->fax, what == FW_MEDIA_CNG ? CED_FIRST_US : T38_FIRST_US);
    }
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct call *c = ctx;
    bool has_tone = c->has_fax_tone && !c->is_data;
    (void)t;
    c->has_fax_tone = false;
    if (c->state != FW_CALL_CONNECTED) {
        return;
    }
    if (has_tone) { /* the peer's gateway did not offer T.38 */
        pass_through(c, c->fax_tone, c->is_tone_of_peer);
    } else if (c->is_data && !fw_media_is_t38(c->media) && c->path.codec != passthru_codec(c)) {
        reinvite(c);
    }
}

/* ---- codes ---- */

void call_fax_prepare(struct call *c)
{
    if (c->options.is_modem || c->options.is_fax) {
        c->local.forced = c->options.forced != FW_CODEC_NONE ? c->options.forced : passthru_codec(c);
        carry_data(c);
        tell(c, c->options.is_modem ? "modem code" : "fax code", false, "from the start");
    }
}

/* FAX_Line_Toggle_Code in a call: the last keys are it. Voice is not restored before the end (recall). */
void call_fax_on_key(struct call *c, char key)
{
    struct rt_str code =
        rt_str_trim(rt_str(fw_element_text(c->line->calls->config.params, FW_EL_FAX_LINE_TOGGLE_CODE)));
    if (c->is_data || c->state != FW_CALL_CONNECTED || code.n == 0 || code.n > CALL_FAX_KEYS_MAX) {
        return;
    }
    memmove(c->fax_keys, c->fax_keys + 1, CALL_FAX_KEYS_MAX - 1);
    c->fax_keys[CALL_FAX_KEYS_MAX - 1] = key;
    c->n_fax_keys += c->n_fax_keys < CALL_FAX_KEYS_MAX;
    if (c->n_fax_keys >= code.n && memcmp(c->fax_keys + CALL_FAX_KEYS_MAX - code.n, code.p, code.n) == 0) {
        carry_data(c);
        tell(c, "fax code", false, "from now on");
        board_timer_start(call_board(c->line->calls), &c->fax, 0);
    }
}

void call_fax_init(struct call *c)
{
    board_timer_init(&c->fax, "call fax", BOARD_PRIORITY_FIRMWARE, on_timer, c);
}

void call_fax_stop(struct call *c)
{
    c->is_data = false;
    c->is_t38_offered = c->has_fax_tone = false;
    c->n_fax_keys = 0;
    board_timer_stop(call_board(c->line->calls), &c->fax);
}
