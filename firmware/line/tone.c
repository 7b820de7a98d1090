/* SPDX-License-Identifier: MIT */
#include "tone.h"
#include <spandsp/telephony.h>
#include <spandsp/complex.h>
#include <spandsp/dds.h>

#define SAMPLES_PER_MS   8u
#define NYQUIST_HZ       4000u
#define MODULATION_DEPTH 0.9f /* guess: what other exchanges' tone tables use for "carrier*modulation" */

static uint64_t samples_of(uint32_t ms)
{
    return ms == FW_SCRIPT_FOREVER ? FW_TONE_FOREVER : (uint64_t)ms * SAMPLES_PER_MS;
}

static const struct fw_script_section *section_of(const struct fw_tone *t)
{
    return &t->script.cadence.section[t->section];
}

static bool is_over(const struct fw_tone *t)
{
    return t->section == t->script.cadence.n_sections;
}

static void begin_time(struct fw_tone *t, bool is_on)
{
    const struct fw_script_segment *s = &section_of(t)->segment[t->segment];

    t->is_on = is_on;
    t->n_time_left = samples_of(is_on ? s->on_ms : s->off_ms);
    if (is_on) {
        for (unsigned i = 0; i < t->script.frequencies.n; i++) {
            t->voices[i].phase = 0;
            t->voices[i].modulation_phase = 0;
        }
    }
}

static void begin_section(struct fw_tone *t, unsigned section)
{
    t->section = section;
    t->segment = 0;
    if (!is_over(t)) {
        t->n_section_left = samples_of(section_of(t)->duration_ms);
        begin_time(t, true);
    }
}

/* Skips what has expired: on time, off time, segment, section. Terminates, since the times of a section are never
 * all 0. */
static void settle(struct fw_tone *t)
{
    while (!is_over(t)) {
        if (t->n_section_left == 0) {
            begin_section(t, t->section + 1);
        } else if (t->n_time_left > 0) {
            return;
        } else if (t->is_on) {
            begin_time(t, false);
        } else {
            t->segment = (t->segment + 1) % section_of(t)->n_segments;
            begin_time(t, true);
        }
    }
}

/* Begins t->script. */
static void begin(struct fw_tone *t)
{
    for (unsigned i = 0; i < t->script.frequencies.n; i++) {
        const struct fw_script_frequency *f = &t->script.frequencies.frequency[i];
        float level_dbm0 = (float)f->level_dbm_tenth / 10.0f;
        bool can_sound = f->hz < NYQUIST_HZ; /* above the codec's bandwidth */

        t->voices[i] = (struct fw_tone_voice){
            .rate = dds_phase_ratef((float)f->hz),
            .modulation_rate = dds_phase_ratef((float)(f->modulation_hz < NYQUIST_HZ ? f->modulation_hz : 0)),
            .amplitude = can_sound ? dds_scaling_dbm0f(level_dbm0) : 0.0f,
        };
    }
    begin_section(t, 0);
    settle(t);
}

enum rt_err fw_tone_start(struct fw_tone *t, struct rt_str script)
{
    enum rt_err err = fw_script_parse_tone(script, &t->script, NULL);

    if (err == RT_OK && t->script.cadence.n_sections == 0) {
        err = RT_ENOENT;
    }
    if (err == RT_OK) {
        begin(t);
    }
    return err;
}

enum rt_err fw_tone_start_cadence(struct fw_tone *t, struct rt_str frequencies, struct rt_str cadence)
{
    enum rt_err err = fw_script_parse_frequencies(frequencies, &t->script.frequencies, NULL);
    uint8_t all = (uint8_t)((1u << t->script.frequencies.n) - 1u);

    err = err == RT_OK ? fw_script_parse_cadence(cadence, &t->script.cadence, NULL) : err;
    if (err == RT_OK && (t->script.cadence.n_sections == 0 || t->script.frequencies.n == 0)) {
        err = RT_ENOENT;
    }
    if (err != RT_OK) {
        return err;
    }
    for (unsigned s = 0; s < t->script.cadence.n_sections; s++) {
        for (unsigned i = 0; i < t->script.cadence.section[s].n_segments; i++) {
            t->script.cadence.section[s].segment[i].mask = all;
        }
    }
    begin(t);
    return RT_OK;
}

static float voice_sample(struct fw_tone_voice *v)
{
    float sample = dds_modf(&v->phase, v->rate, v->amplitude, 0);

    if (v->modulation_rate != 0) { /* the peak keeps the level of the script */
        float swing = MODULATION_DEPTH * ddsf(&v->modulation_phase, v->modulation_rate);

        sample *= (1.0f + swing) / (1.0f + MODULATION_DEPTH);
    }
    return sample;
}

static int16_t saturate(float sample)
{
    if (sample >= (float)INT16_MAX) {
        return INT16_MAX;
    }
    return sample <= (float)INT16_MIN ? INT16_MIN : (int16_t)sample;
}

static void sound(struct fw_tone *t, unsigned mask, int16_t *out, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        float sum = 0.0f;

        for (unsigned i = 0; i < t->script.frequencies.n; i++) {
            if (mask >> i & 1u) {
                sum += voice_sample(&t->voices[i]);
            }
        }
        out[k] = saturate(sum);
    }
}

static void consume(uint64_t *left, size_t n)
{
    if (*left != FW_TONE_FOREVER) {
        *left -= n;
    }
}

size_t fw_tone_samples(struct fw_tone *t, int16_t *out, size_t n)
{
    size_t n_done = 0;

    while (n_done < n && !is_over(t)) {
        size_t n_now = n - n_done;

        n_now = n_now < t->n_section_left ? n_now : (size_t)t->n_section_left;
        n_now = n_now < t->n_time_left ? n_now : (size_t)t->n_time_left;
        sound(t, t->is_on ? section_of(t)->segment[t->segment].mask : 0, out + n_done, n_now);
        n_done += n_now;
        consume(&t->n_section_left, n_now);
        consume(&t->n_time_left, n_now);
        settle(t);
    }
    return n_done;
}
