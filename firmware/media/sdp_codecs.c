/* SPDX-License-Identifier: MIT */
/*
 * Which codecs a line offers, in which order, by which numbers and names.
 *
 * Preferred_Codec, Second_ and Third_Preferred_Codec first; then the other enabled ones by rising payload number
 * (captured offers: "0 2 4 8 18 96 97 98", and "18 0 2 4 8 96 97 98" where G.729 is preferred).
 */
#include "sdp_priv.h"

#define NO_ELEMENT FW_EL_NONE
enum { OWN = 255 }; /* the number is a parameter */

/* Numbers of RFC 3551, or of a parameter; the name stands in for an empty parameter. G.711 cannot be disabled. */
static const struct {
    const char *name;
    unsigned number;
    enum fw_element of_number, of_name, of_enable_1;
} rows[FW_N_CODECS] = {
    [FW_CODEC_PCMU] = {"PCMU", 0, NO_ELEMENT, FW_EL_G711U_CODEC_NAME, NO_ELEMENT},
    [FW_CODEC_PCMA] = {"PCMA", 8, NO_ELEMENT, FW_EL_G711A_CODEC_NAME, NO_ELEMENT},
    [FW_CODEC_G726_16] = {"G726-16", OWN, FW_EL_G726R16_PAYLOAD, FW_EL_G726R16_CODEC_NAME, FW_EL_G726_16_ENABLE_1},
    [FW_CODEC_G726_24] = {"G726-24", OWN, FW_EL_G726R24_PAYLOAD, FW_EL_G726R24_CODEC_NAME, FW_EL_G726_24_ENABLE_1},
    [FW_CODEC_G726_32] = {"G726-32", OWN, FW_EL_G726R32_PAYLOAD, FW_EL_G726R32_CODEC_NAME, FW_EL_G726_32_ENABLE_1},
    [FW_CODEC_G726_40] = {"G726-40", OWN, FW_EL_G726R40_PAYLOAD, FW_EL_G726R40_CODEC_NAME, FW_EL_G726_40_ENABLE_1},
    [FW_CODEC_G729A] = {"G729a", 18, NO_ELEMENT, FW_EL_G729A_CODEC_NAME, FW_EL_G729A_ENABLE_1},
    [FW_CODEC_G723] = {"G723", 4, NO_ELEMENT, FW_EL_G723_CODEC_NAME, FW_EL_G723_ENABLE_1},
};

static struct sdp_payload payload(const struct fw_params *p, unsigned number, enum fw_element of_name,
                                  const char *fallback)
{
    struct rt_str name = rt_str(fw_element_text(p, of_name));
    size_t n = 0;
    while (n < name.n && n < SDP_NAME_MAX && (uint8_t)name.p[n] > ' ' && (uint8_t)name.p[n] < 0x7f) {
        n++; /* a blank or a line end would end the attribute */
    }
    return (struct sdp_payload){number & 0x7fu, n > 0 ? rt_str_n(name.p, n) : rt_str(fallback)};
}

struct sdp_payload sdp_payload_of(const struct fw_params *p, unsigned line, enum fw_codec c)
{
    /* With silence suppression G.729a becomes annex B, under a name and a number of its own (ATA 191 guide). */
    bool is_annex_b = c == FW_CODEC_G729A && fw_element_bool(p, fw_element_of_line(FW_EL_SILENCE_SUPP_ENABLE_1, line));
    if (is_annex_b) {
        return payload(p, fw_element_u32(p, FW_EL_G729B_PAYLOAD), FW_EL_G729B_CODEC_NAME, "G729ab");
    }
    unsigned number = rows[c].number == OWN ? fw_element_u32(p, rows[c].of_number) : rows[c].number;
    return payload(p, number, rows[c].of_name, rows[c].name);
}

struct sdp_extras sdp_extras_of(const struct fw_params *p, unsigned line)
{
    const char *fax = fw_element_text(p, fw_element_of_line(FW_EL_FAX_PASSTHRU_METHOD_1, line));
    const char *flash = fw_element_text(p, fw_element_of_line(FW_EL_HOOK_FLASH_TX_METHOD_1, line));
    return (struct sdp_extras){
        .nse = payload(p, fw_element_u32(p, FW_EL_NSE_PAYLOAD), FW_EL_NSE_CODEC_NAME, "NSE"),
        .avt = payload(p, fw_element_u32(p, FW_EL_AVT_PAYLOAD), FW_EL_AVT_CODEC_NAME, "telephone-event"),
        .encapsulated = payload(p, fw_element_u32(p, FW_EL_ENCAPRTP_PAYLOAD), FW_EL_ENCAPRTP_CODEC_NAME, "encaprtp"),
        .looped = {.name = RT_STR("rtploopback")}, /* never offered: the number is the other side's */
        .has_nse = rt_str_is_ci(rt_str(fax), "NSE"),
        .avt_events = rt_str_is_ci(rt_str(flash), "AVT") ? 16 : 15, /* 16 is the flash; inferred */
    };
}

static bool is_enabled(const struct fw_params *p, unsigned line, enum fw_codec c)
{
    enum fw_element of = rows[c].of_enable_1;
    return of == NO_ELEMENT || fw_element_bool(p, fw_element_of_line(of, line));
}

struct choice {
    enum fw_codec *out;
    unsigned n, set; /* set: of those in out */
    unsigned usable;
};

static void choose(struct choice *c, enum fw_codec codec)
{
    if (codec != FW_CODEC_NONE && (c->usable >> codec & 1u) && !(c->set >> codec & 1u)) {
        c->out[c->n++] = codec;
        c->set |= 1u << codec;
    }
}

/* The usable codec with the lowest number that is not chosen. */
static enum fw_codec next_by_number(const struct choice *c, const struct fw_params *p, unsigned line)
{
    enum fw_codec best = FW_CODEC_NONE;
    unsigned best_number = 0;
    for (unsigned k = 1; k < FW_N_CODECS; k++) {
        unsigned number = sdp_payload_of(p, line, (enum fw_codec)k).number;
        if ((c->usable & ~c->set) >> k & 1u && (best == FW_CODEC_NONE || number < best_number)) {
            best = (enum fw_codec)k;
            best_number = number;
        }
    }
    return best;
}

unsigned fw_sdp_codecs(const struct fw_params *p, unsigned line, const struct fw_sdp_local *local, enum fw_codec *out,
                       bool *is_fallback)
{
    static const enum fw_element preferences[] = {FW_EL_PREFERRED_CODEC_1, FW_EL_SECOND_PREFERRED_CODEC_1,
                                                  FW_EL_THIRD_PREFERRED_CODEC_1};
    struct choice c = {.out = out};
    unsigned codecs = local->codecs != 0 ? local->codecs : FW_CODECS_HERE;
    for (unsigned k = 1; k < FW_N_CODECS; k++) {
        c.usable |= is_enabled(p, line, (enum fw_codec)k) ? (codecs & 1u << k) : 0u;
    }
    if (local->forced != FW_CODEC_NONE) {
        choose(&c, local->forced);
    } else {
        choose(&c, local->preferred);
        for (size_t i = 0; i < sizeof preferences / sizeof preferences[0]; i++) {
            choose(&c, fw_codec_find(rt_str(fw_element_text(p, fw_element_of_line(preferences[i], line)))));
        }
        for (enum fw_codec next; !fw_element_bool(p, fw_element_of_line(FW_EL_USE_PREF_CODEC_ONLY_1, line)) &&
                                 (next = next_by_number(&c, p, line)) != FW_CODEC_NONE;) {
            choose(&c, next);
        }
    }
    if (is_fallback != NULL) {
        *is_fallback = c.n == 0;
    }
    if (c.n == 0) { /* guess */
        out[c.n++] = FW_CODEC_PCMU;
    }
    return c.n;
}
