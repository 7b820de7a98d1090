/* SPDX-License-Identifier: MIT */
/*
 * Silence suppression: packets whose sound is below Silence_Threshold are not sent. The first packet after a pause
 * carries the marker (RFC 3551 section 4.1). No comfort noise is sent. guess: it is not known whether a unit does.
 */
#include "media_priv.h"

#define HANGOVER_SAMPLES (250u * 8u) /* the end of a word is quiet. guess */

/* guess: mean power in dBm0 */
static const struct {
    const char *name;
    double power; /* of samples, full scale 32768: -32, -38, -44 dBm0 */
} thresholds[] = {{"high", 164500.0}, {"medium", 41300.0}, {"low", 10400.0}};

bool media_is_silence(struct fw_media_stream *s, const int16_t *samples, unsigned n)
{
    const struct fw_params *p = s->media->config.params;
    double power = 0, limit = thresholds[1].power;
    if (s->data.is_on || !fw_element_bool(p, fw_element_of_line(FW_EL_SILENCE_SUPP_ENABLE_1, s->line))) {
        return false;
    }
    struct rt_str name = rt_str(fw_element_text(p, fw_element_of_line(FW_EL_SILENCE_THRESHOLD_1, s->line)));
    for (size_t i = 0; i < sizeof thresholds / sizeof thresholds[0]; i++) {
        limit = rt_str_is_ci(name, thresholds[i].name) ? thresholds[i].power : limit;
    }
    for (unsigned i = 0; i < n; i++) {
        power += (double)samples[i] * samples[i] / n;
    }
    if (power >= limit) {
        s->send.n_hangover = HANGOVER_SAMPLES;
        return false;
    }
    bool is_over = s->send.n_hangover == 0;
    s->send.n_hangover -= s->send.n_hangover < n ? s->send.n_hangover : n;
    return is_over;
}
