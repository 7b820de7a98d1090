/* SPDX-License-Identifier: MIT */
/*
 * One sinusoid obeys x[n] + x[n-2] = 2 cos(w) x[n-1], the sum of two an equation of the fourth order (Prony): least
 * squares gives the frequencies, and a second fit how much of the energy they explain. Noise of low-rate codecs bends
 * the first result, so it is improved by search when it explains little.
 */
#include <telephone/pitch.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE_HZ    8000.0
#define TWO_PI     6.283185307179586
#define QUIET_RMS  30.0  /* about -58 dBm0 */
#define EXPLAINED  0.90  /* least share of the energy */
#define GOOD       0.985 /* no search is needed */
#define WEAKEST    0.05  /* least share of the second one's energy of the first's */
#define NEAR_HZ    8u    /* blocks are of the same tone */
#define MEANT_HZ   10u
#define LOWEST_HZ  100.0
#define HIGHEST_HZ 3700.0
enum { N = EMU_LAB_PITCH_BLOCK, SAME_BLOCKS = 4, QUIET_BLOCKS = 6, OTHER_BLOCKS = 8 };

/* Solves a symmetric, positive system in place (Cholesky would do; n is 2 or 4). False: singular. */
static bool solve(double m[4][5], int n)
{
    for (int i = 0; i < n; i++) {
        if (fabs(m[i][i]) < 1e-9) {
            return false;
        }
        for (int k = i + 1; k < n; k++) {
            double f = m[k][i] / m[i][i];
            for (int j = i; j <= n; j++) {
                m[k][j] -= f * m[i][j];
            }
        }
    }
    for (int i = n - 1; i >= 0; i--) {
        for (int j = i + 1; j < n; j++) {
            m[i][n] -= m[i][j] * m[j][n];
        }
        m[i][n] /= m[i][i];
    }
    return true;
}

/* The share of the energy that sinusoids of these frequencies explain; each one's energy into part. */
static double explain(const float *x, double energy, const double *hz, int n_hz, double part[2])
{
    double m[4][5] = {{0}}, c[2], s[2], dc[2], ds[2];
    int n = 2 * n_hz;
    for (int k = 0; k < n_hz; k++) {
        c[k] = 1;
        s[k] = 0;
        dc[k] = cos(TWO_PI * hz[k] / RATE_HZ);
        ds[k] = sin(TWO_PI * hz[k] / RATE_HZ);
    }
    for (int i = 0; i < N; i++) {
        double v[4];
        for (int k = 0; k < n_hz; k++) {
            v[2 * k] = c[k];
            v[2 * k + 1] = s[k];
            double next = c[k] * dc[k] - s[k] * ds[k];
            s[k] = c[k] * ds[k] + s[k] * dc[k];
            c[k] = next;
        }
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                m[a][b] += v[a] * v[b];
            }
            m[a][n] += v[a] * (double)x[i];
        }
    }
    double right[4], explained = 0;
    for (int a = 0; a < n; a++) {
        right[a] = m[a][n];
    }
    if (!solve(m, n)) {
        return 0;
    }
    for (int k = 0; k < n_hz; k++) {
        double a = m[2 * k][n], b = m[2 * k + 1][n];
        part[k] = (a * a + b * b) * N / 2;
        explained += a * right[2 * k] + b * right[2 * k + 1];
    }
    return explained / energy;
}

static bool is_audible(double hz)
{
    return hz >= LOWEST_HZ && hz <= HIGHEST_HZ;
}

/* The frequencies of least squares; 0: none. */
static int guess(const float *x, int n_hz, double hz[2])
{
    double m[4][5] = {{0}}, y[2];
    if (n_hz == 1) {
        double up = 0, down = 0;
        for (int i = 2; i < N; i++) {
            up += (double)(x[i] + x[i - 2]) * (double)x[i - 1];
            down += (double)x[i - 1] * (double)x[i - 1];
        }
        y[0] = down > 0 ? up / down : 2;
    } else {
        for (int i = 4; i < N; i++) {
            double a = (double)x[i - 1] + (double)x[i - 3], b = (double)x[i - 2], d = (double)x[i] + (double)x[i - 4];
            m[0][0] += a * a;
            m[0][1] += a * b;
            m[1][1] += b * b;
            m[0][2] += a * d;
            m[1][2] += b * d;
        }
        m[1][0] = m[0][1];
        if (!solve(m, 2)) {
            return 0;
        }
        double root = m[0][2] * m[0][2] + 4 * (m[1][2] + 2);
        if (root < 0) {
            return 0;
        }
        y[0] = (m[0][2] + sqrt(root)) / 2;
        y[1] = (m[0][2] - sqrt(root)) / 2;
    }
    for (int k = 0; k < n_hz; k++) {
        if (fabs(y[k]) >= 2) {
            return 0;
        }
        hz[k] = acos(y[k] / 2) * RATE_HZ / TWO_PI;
        if (!is_audible(hz[k])) {
            return 0;
        }
    }
    return n_hz;
}

/* Goes uphill, a frequency after the other. */
static double search(const float *x, double energy, double *hz, int n_hz, double part[2])
{
    double best = explain(x, energy, hz, n_hz, part);
    for (double step = 16; best < GOOD && step >= 1; step /= 2) {
        for (int k = 0; k < n_hz; k++) {
            for (int way = -1; way <= 1; way += 2) {
                double tried[2] = {hz[0], n_hz > 1 ? hz[1] : 0}, parts[2];
                for (int turn = 0; turn < 3; turn++) {
                    tried[k] += way * step;
                    double share = is_audible(tried[k]) ? explain(x, energy, tried, n_hz, parts) : 0;
                    if (share <= best) {
                        break;
                    }
                    best = share;
                    hz[k] = tried[k];
                    memcpy(part, parts, sizeof parts);
                }
            }
        }
    }
    return best;
}

/* What the block is: its frequencies, or none. */
static unsigned judge(struct emu_lab_pitch *p, bool *is_quiet)
{
    double energy = 0, hz[2], part[2];
    for (int i = 0; i < N; i++) {
        energy += (double)p->samples[i] * (double)p->samples[i];
    }
    *is_quiet = energy < QUIET_RMS * QUIET_RMS * N;
    if (*is_quiet) {
        return 0;
    }
    if (guess(p->samples, 1, hz) == 1 && search(p->samples, energy, hz, 1, part) >= EXPLAINED) {
        p->hz[0] = (unsigned)lround(hz[0]);
        return 1;
    }
    if (guess(p->samples, 2, hz) == 2 && search(p->samples, energy, hz, 2, part) >= EXPLAINED &&
        part[0] >= WEAKEST * part[1] && part[1] >= WEAKEST * part[0]) {
        unsigned low = hz[0] < hz[1] ? 0 : 1;
        p->hz[0] = (unsigned)lround(hz[low]);
        p->hz[1] = (unsigned)lround(hz[1 - low]);
        return 2;
    }
    return 0;
}

static bool is_near(const unsigned *a, const unsigned *b, unsigned n, unsigned by)
{
    for (unsigned i = 0; i < n; i++) {
        if ((a[i] > b[i] ? a[i] - b[i] : b[i] - a[i]) > by) {
            return false;
        }
    }
    return true;
}

static bool tell_tone(struct emu_lab_pitch *p, char out[EMU_LAB_PITCH_TEXT_MAX])
{
    bool is_told =
        p->told == EMU_LAB_PITCH_TONE && p->told_n == p->n_hz && is_near(p->told_hz, p->hz, p->n_hz, 2 * NEAR_HZ);
    if (p->n_same != SAME_BLOCKS || is_told) {
        return false;
    }
    p->told = EMU_LAB_PITCH_TONE;
    p->told_n = p->n_hz;
    memcpy(p->told_hz, p->hz, sizeof p->told_hz);
    if (p->n_hz == 2) {
        (void)snprintf(out, EMU_LAB_PITCH_TEXT_MAX, "%u+%u Hz", p->hz[0] % 10000, p->hz[1] % 10000);
    } else {
        (void)snprintf(out, EMU_LAB_PITCH_TEXT_MAX, "%u Hz", p->hz[0] % 10000);
    }
    return true;
}

static bool on_block(struct emu_lab_pitch *p, char out[EMU_LAB_PITCH_TEXT_MAX])
{
    unsigned before[2] = {p->hz[0], p->hz[1]}, n_before = p->n_hz;
    bool is_quiet;
    p->n_hz = judge(p, &is_quiet);
    bool is_same = p->n_hz > 0 && p->n_hz == n_before && is_near(before, p->hz, p->n_hz, NEAR_HZ);
    p->n_same = is_same ? p->n_same + 1 : p->n_hz > 0;
    p->n_quiet = is_quiet ? p->n_quiet + 1 : 0;
    p->n_other = !is_quiet && p->n_hz == 0 ? p->n_other + 1 : 0;
    if (p->n_quiet == QUIET_BLOCKS && p->told != EMU_LAB_PITCH_SILENCE && p->told != EMU_LAB_PITCH_NOTHING) {
        p->told = EMU_LAB_PITCH_SILENCE;
        (void)snprintf(out, EMU_LAB_PITCH_TEXT_MAX, "silence");
        return true;
    }
    if (p->n_other == OTHER_BLOCKS && p->told != EMU_LAB_PITCH_SOUND) {
        p->told = EMU_LAB_PITCH_SOUND;
        (void)snprintf(out, EMU_LAB_PITCH_TEXT_MAX, "sound");
        return true;
    }
    return tell_tone(p, out);
}

bool emu_lab_pitch_hear(struct emu_lab_pitch *p, const int16_t *samples, size_t n, char out[EMU_LAB_PITCH_TEXT_MAX])
{
    bool is_told = false;
    for (size_t i = 0; i < n; i++) {
        p->samples[p->n++] = samples[i];
        if (p->n == N) {
            p->n = 0;
            is_told = on_block(p, out) || is_told;
        }
    }
    return is_told;
}

unsigned emu_lab_pitch_parse(const char *text, unsigned hz[2])
{
    int end = 0;
    if (sscanf(text, "%4u Hz%n", &hz[0], &end) == 1 && end > 0 && text[end] == '\0') {
        return 1;
    }
    end = 0;
    if (sscanf(text, "%4u+%4u Hz%n", &hz[0], &hz[1], &end) == 2 && end > 0 && text[end] == '\0') {
        return 2;
    }
    return 0;
}

bool emu_lab_pitch_is(const char *heard, const char *wanted)
{
    unsigned a[2], b[2], n = emu_lab_pitch_parse(heard, a);
    return n > 0 && n == emu_lab_pitch_parse(wanted, b) && is_near(a, b, n, MEANT_HZ);
}
